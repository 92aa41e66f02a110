"""Which units of the competence centre fit a challenge or a startup, and why: one query.

As startups are matched with challenges: words weighed by how rare they are among the published
units, tags and track on top. Units have neither stage nor region. What was dismissed is gone for
that pair, counts against the unit for all a partner puts out, and makes the words weaker that led
there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from partners.models import Challenge
from partners.queries import match_terms
from partners.queries.match_terms import Term
from partners.queries.matching import FITS, REASONS
from startups.models import PartnerProfile

MOST_SHOWN = 5

SQL = f"""
WITH needs(owner, party, tracks, tags) AS (
    SELECT challenge.id, challenge.partner_id,
        ARRAY(SELECT track_id FROM partners_challenge_tracks WHERE challenge_id = challenge.id),
        challenge.tags
    FROM partners_challenge AS challenge WHERE challenge.id = ANY(%(challenges)s::bigint[])
    UNION ALL
    SELECT startup_id, startup_id, ARRAY[track_id], tags
    FROM startups_partnerprofile WHERE startup_id = ANY(%(startups)s::bigint[])
),
refused(owner, party, unit_id, cause) AS (
    SELECT challenge.id, challenge.partner_id, dismissed.unit_id, dismissed.cause
    FROM partners_challenge AS challenge
        JOIN partners_matchdismissal AS dismissed ON dismissed.challenge_id = challenge.id
    WHERE dismissed.unit_id IS NOT NULL AND cardinality(%(challenges)s::bigint[]) > 0
    UNION ALL
    SELECT startup_id, startup_id, unit_id, cause FROM partners_matchdismissal
    WHERE unit_id IS NOT NULL AND startup_id = ANY(%(startups)s::bigint[])
),
{match_terms.ASKED}
-- What a unit's university is called is no word of the unit's.
homes AS MATERIALIZED (
    SELECT id, startups_in_both_languages(name, 'D') AS document
    FROM partners_partner WHERE kind = 'science'
),
found AS (
    SELECT asked.owner, unit.id AS unit_id, asked.term, max(asked.weight) AS weight
    FROM asked JOIN partners_scienceunit AS unit ON unit.state = 'published'
        AND (unit.document @@ asked.query
            OR asked.plain <> '' AND unit.words LIKE '%%' || asked.plain || '%%')
        JOIN homes ON homes.id = unit.university_id AND NOT homes.document @@ asked.query
    GROUP BY 1, 2, 3
),
rarity AS (
    SELECT owner, term, ln(1 + (SELECT count(*) FROM partners_scienceunit
        WHERE state = 'published') / count(*)::float8) AS value
    FROM found GROUP BY 1, 2
),
doubted AS (
    SELECT DISTINCT found.owner, found.term
    FROM found JOIN refused USING (owner, unit_id) WHERE refused.cause = 'topic'
),
said AS (
    SELECT found.owner, found.unit_id, sum(weight * value * value) AS score,
        sum(weight * value * value * CASE WHEN doubted.term IS NULL THEN 1 ELSE 0.5 END) AS sure,
        (array_agg(found.term ORDER BY weight * value DESC, found.term))[1:3] AS terms
    FROM found JOIN rarity USING (owner, term) LEFT JOIN doubted USING (owner, term)
    GROUP BY 1, 2
),
against AS (
    SELECT needs.owner, refused.unit_id,
        bool_or(refused.owner = needs.owner OR refused.cause = 'known') AS hidden,
        count(*) FILTER (WHERE refused.cause = 'topic') AS topic
    FROM needs JOIN refused USING (party) GROUP BY 1, 2
),
judged AS (
    SELECT said.owner, said.unit_id, said.terms, said.score AS text_score, said.sure,
        EXISTS (SELECT 1 FROM partners_scienceunit_tracks AS own
            WHERE own.scienceunit_id = said.unit_id AND own.track_id = ANY(needs.tracks)
        ) AS same_track,
        ARRAY(SELECT DISTINCT tag FROM partners_expertise AS own, unnest(own.tags) AS tag
            WHERE own.unit_id = said.unit_id AND lower(tag) IN (
                SELECT lower(wanted) FROM unnest(needs.tags) AS wanted) ORDER BY tag) AS tags,
        coalesce(against.topic, 0) AS dismissed
    FROM said JOIN needs USING (owner) LEFT JOIN against USING (owner, unit_id)
    WHERE NOT coalesce(against.hidden, false)
),
scored AS (
    SELECT *, ln(1 + text_score) * 2 + more AS whole, ln(1 + sure) * 2 + more AS score
    FROM judged CROSS JOIN LATERAL (SELECT CASE WHEN same_track THEN 2.5 ELSE 0 END
        + 1.5 * cardinality(tags) - 2 * dismissed AS more) AS beside
),
-- A doubted word ranks lower; it takes nobody off the list.
best AS (
    SELECT *, row_number() OVER (PARTITION BY owner ORDER BY score DESC, unit_id) AS place
    FROM scored WHERE whole >= %(least)s
)
SELECT best.owner, best.unit_id, best.score, best.tags, can.title, best.terms, best.same_track
FROM best LEFT JOIN LATERAL (
    SELECT title FROM (
        SELECT DISTINCT own.id, own.title, asked.term
        FROM partners_expertise AS own
            CROSS JOIN LATERAL concat_ws(
                ' ', own.title, array_to_string(own.tags, ' '), own.text) AS everything
            JOIN found ON found.owner = best.owner AND found.unit_id = best.unit_id
            JOIN asked ON asked.owner = best.owner AND asked.term = found.term
        WHERE own.unit_id = best.unit_id
            AND (startups_in_both_languages(everything, 'D') @@ asked.query
                OR asked.plain <> ''
                    AND startups_plain(everything) LIKE '%%' || asked.plain || '%%')
    ) AS speaks JOIN rarity ON rarity.owner = best.owner AND rarity.term = speaks.term
    GROUP BY id, title ORDER BY sum(value) DESC, id LIMIT 1
) AS can ON true
-- One word that stands in none of a unit's competences is chance.
WHERE place <= %(limit)s
    AND (can.title IS NOT NULL OR cardinality(best.tags) > 0 OR cardinality(best.terms) > 1)
ORDER BY best.owner, place
"""  # noqa: S608 - put together of constants


@dataclass(frozen=True, slots=True)
class UnitFit:
    """A unit that fits `owner`, a challenge or a startup; the strongest reasons first."""

    owner: int
    unit: int
    score: float
    reasons: list[str | Promise]


def for_challenge(challenge: Challenge, *, limit: int = MOST_SHOWN) -> list[UnitFit]:
    """Published units that can help with what a partner puts out."""
    return _ask({challenge.pk: match_terms.of_challenge(challenge)}, "challenges", limit)


def for_startups(profiles: Iterable[PartnerProfile], *, limit: int = MOST_SHOWN) -> list[UnitFit]:
    """Published units near to what startups have released, `limit` for each."""
    return _ask({one.pk: match_terms.of_profile(one) for one in profiles}, "startups", limit)


def _ask(asked: Mapping[int, list[Term]], sort: str, limit: int) -> list[UnitFit]:
    owners = {"challenges": [], "startups": [], sort: list(asked)}
    values: dict[str, Any] = {**match_terms.given(asked), **owners, "least": FITS, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(SQL, values)
        return [
            UnitFit(owner, unit, score, _reasons(*rest))
            for owner, unit, score, *rest in cursor.fetchall()
        ]


def _reasons(
    tags: list[str], competence: str | None, terms: list[str], same_track: bool
) -> list[str | Promise]:
    """Three at most, the strongest first."""
    found: list[str | Promise] = []
    if tags:
        found.append(format_lazy(_("Gemeinsames Schlagwort: {words}"), words=", ".join(tags)))
    if competence:
        found.append(format_lazy(_("Kompetenz dazu: {title}"), title=competence))
    found.append(format_lazy(_("Beide schreiben über: {words}"), words=", ".join(terms)))
    if same_track:
        found.append(_("Gleicher Schwerpunkt"))
    return found[:REASONS]
