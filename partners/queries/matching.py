"""Which startups fit which challenges, and why, in words: one query, in the house.

What a challenge says is taken apart into terms (with what means the same in the other language);
a term that few profiles have says more than one that most have. To that come track, stage, tags,
the wish for a pilot and how near a startup is; what somebody dismissed before counts against it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from partners.models import Challenge
from partners.queries import match_terms
from startups.models import Region, Stage

REASONS = 3
# Below this it is a common word that two texts share, no fit.
FITS = 5.0
# What more startups speak of tells none from another, and to weigh it for all of them would be dear.
COMMON = 2_000

SQL = f"""
WITH needs(challenge, partner, tracks, stages, tags) AS (
    SELECT challenge.id, challenge.partner_id,
        ARRAY(SELECT track_id FROM partners_challenge_tracks WHERE challenge_id = challenge.id),
        challenge.stages, challenge.tags
    FROM partners_challenge AS challenge WHERE challenge.id = ANY(%(challenges)s)
),
{match_terms.ASKED}
-- Each thing once, however many challenges speak of it; for founders, what their startups speak of.
looked AS MATERIALIZED (
    SELECT DISTINCT plain, query FROM asked
    WHERE %(startups)s::bigint[] IS NULL OR EXISTS (
        SELECT FROM startups_partnerprofile AS own
        WHERE own.startup_id = ANY(%(startups)s::bigint[]) AND (own.document @@ asked.query
            OR asked.plain <> '' AND own.words LIKE '%%' || asked.plain || '%%'))
),
-- A word that more than the common ones have tells none of them from another: it is left out.
hits AS MATERIALIZED (
    SELECT looked.plain, looked.query, hit.startups, cardinality(hit.startups) > %(common)s AS many
    FROM looked CROSS JOIN LATERAL (SELECT array_agg(startup_id) AS startups FROM (
        (SELECT shown.startup_id FROM startups_partnerprofile AS shown
        WHERE shown.life = 'active' AND shown.document @@ looked.query
        LIMIT %(common)s + 1)
        UNION
        (SELECT shown.startup_id FROM startups_partnerprofile AS shown
        WHERE looked.plain <> '' AND shown.life = 'active'
            AND shown.words LIKE '%%' || looked.plain || '%%'
        LIMIT %(common)s + 1)
    ) AS either) AS hit
),
meant AS MATERIALIZED (
    SELECT asked.owner AS challenge, asked.term, asked.weight, hits.startups,
        bool_or(hits.many) OVER (PARTITION BY asked.owner, asked.term) AS many
    FROM asked JOIN hits USING (plain, query)
),
found AS (
    SELECT challenge, startup_id, term, max(weight) AS weight
    FROM meant CROSS JOIN LATERAL unnest(startups) AS startup_id
    WHERE NOT many GROUP BY 1, 2, 3
),
weighed AS (
    SELECT found.*, ln(1 + (SELECT count(*) FROM startups_partnerprofile)
        / (count(*) OVER (PARTITION BY challenge, term))::float8) AS value
    FROM found
),
said AS (
    SELECT challenge, startup_id, sum(weight * value * value) AS score,
        (array_agg(term ORDER BY weight * value DESC, term))[1:3] AS terms
    FROM weighed
    WHERE %(startups)s::bigint[] IS NULL OR startup_id = ANY(%(startups)s::bigint[])
    GROUP BY 1, 2
),
against AS (
    SELECT needs.challenge, dismissed.startup_id,
        bool_or(dismissed.challenge_id = needs.challenge AND dismissed.side = %(side)s) AS hidden,
        count(*) FILTER (
            WHERE dismissed.cause = 'topic' AND dismissed.side = %(side)s) AS topic,
        bool_or(dismissed.cause = 'known' AND dismissed.side = 'partner') AS known
    FROM needs JOIN partners_challenge AS own ON own.partner_id = needs.partner
        JOIN partners_matchdismissal AS dismissed ON dismissed.challenge_id = own.id
    GROUP BY 1, 2
),
judged AS (
    SELECT said.challenge, said.startup_id, said.terms, said.score AS text_score,
        shown.track_id = ANY(needs.tracks) AS same_track,
        ARRAY(SELECT tag FROM unnest(shown.tags) AS tag WHERE lower(tag) IN (
            SELECT lower(wanted) FROM unnest(needs.tags) AS wanted)) AS tags,
        shown.stage, shown.region,
        cardinality(needs.stages) > 0 AND shown.stage = ANY(needs.stages) AS right_stage,
        cardinality(needs.stages) > 0 AND shown.stage <> ''
            AND NOT shown.stage = ANY(needs.stages) AS wrong_stage,
        'pilot' = ANY(shown.seeks) AS seeks_pilot,
        coalesce(against.topic, 0) AS dismissed,
        %(side)s = 'partner' AND coalesce(against.known, false) AS known
    FROM said JOIN startups_partnerprofile AS shown USING (startup_id)
        JOIN needs USING (challenge)
        LEFT JOIN against ON against.challenge = said.challenge
            AND against.startup_id = said.startup_id
    WHERE NOT coalesce(against.hidden, false)
        AND (shown.is_open OR %(startups)s::bigint[] IS NOT NULL)
        AND (%(startups)s::bigint[] IS NULL OR said.startup_id = ANY(%(startups)s::bigint[]))
),
scored AS (
    SELECT *, ln(1 + text_score) * 2
        + CASE WHEN same_track THEN 2.5 ELSE 0 END
        + 1.5 * cardinality(tags)
        + CASE WHEN right_stage THEN 1 WHEN wrong_stage THEN -6 ELSE 0 END
        + CASE WHEN seeks_pilot THEN 0.8 ELSE 0 END
        + CASE region WHEN 'leipzig' THEN 0.2 WHEN 'saxony' THEN 0.1 ELSE 0 END
        - 2 * dismissed AS score
    FROM judged WHERE NOT known
)
SELECT challenge, startup_id, score, terms, tags, same_track, right_stage, stage, seeks_pilot, region
FROM scored WHERE score >= %(least)s ORDER BY score DESC, startup_id LIMIT %(limit)s
"""  # noqa: S608 - put together of constants


@dataclass(frozen=True, slots=True)
class Fit:
    """One pair that fits, the strongest reasons first."""

    challenge: int
    startup: int
    score: float
    reasons: list[str | Promise]


def startups_for(challenge: Challenge, *, limit: int = 10) -> list[Fit]:
    """For the partner: the startups open to partners that fit best."""
    return _ask([challenge], side="partner", startups=None, limit=limit)


def challenges_for(
    startups: Collection[int], challenges: Iterable[Challenge], *, limit: int = 20
) -> list[Fit]:
    """For founders: which of the challenges fit their startups, whether partners see those or not."""
    return _ask(challenges, side="startup", startups=list(startups), limit=limit)


def partner_fits(
    startups: Collection[int], challenges: Iterable[Challenge], *, limit: int
) -> list[Fit]:
    """For the partner: which of these startups, all open to partners, fit which challenges best."""
    return _ask(challenges, side="partner", startups=list(startups), limit=limit)


def _ask(
    challenges: Iterable[Challenge], *, side: str, startups: list[int] | None, limit: int
) -> list[Fit]:
    asked = {one.pk: match_terms.of_challenge(one) for one in challenges}
    values: dict[str, Any] = {
        **match_terms.given(asked),
        "challenges": list(asked),
        "side": side,
        "startups": startups,
        "least": FITS,
        "common": COMMON,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(SQL, values)
        return [
            Fit(challenge, startup, score, _reasons(*rest))
            for challenge, startup, score, *rest in cursor.fetchall()
        ]


def _reasons(  # noqa: PLR0917 - a row of the query, as it comes
    terms: list[str],
    tags: list[str],
    same_track: bool,
    right_stage: bool,
    stage: str,
    seeks_pilot: bool,
    region: str,
) -> list[str | Promise]:
    """Three at most, the strongest first."""
    found: list[str | Promise] = []
    if tags:
        found.append(format_lazy(_("Gemeinsames Schlagwort: {words}"), words=", ".join(tags)))
    if terms:
        found.append(format_lazy(_("Beide schreiben über: {words}"), words=", ".join(terms)))
    if right_stage:
        found.append(format_lazy(_("Passende Phase: {stage}"), stage=Stage(stage).label))
    if seeks_pilot:
        found.append(_("Sucht einen Pilotpartner"))
    if same_track:
        found.append(_("Gleicher Schwerpunkt"))
    if region == Region.LEIPZIG:
        found.append(_("Sitzt in Leipzig"))
    return found[:REASONS]
