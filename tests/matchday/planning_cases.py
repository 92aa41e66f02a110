"""Days made up by chance, and optima found without the solver."""

from collections import Counter
from heapq import heappop, heappush
from itertools import product
from random import Random

from matchday.planning.problem import Party, Problem


def day(seed, guests=30, tables=12, slots=16, *, wished=0.5, most=8, come_and_go=False):
    """Wishes of both sides by chance; with `come_and_go` some come later or leave earlier."""
    chance = Random(seed)

    def free():
        first = chance.randint(1, slots // 2 + 1) if come_and_go and chance.random() < 0.4 else 1
        last = (
            chance.randint(slots // 2, slots) if come_and_go and chance.random() < 0.4 else slots
        )
        return frozenset(range(first, last + 1))

    going = tuple(Party(number, free(), most) for number in range(1, guests + 1))
    sitting = tuple(Party(100 + number, free(), slots) for number in range(1, tables + 1))
    weights = {}
    for guest, table in product(going, sitting):
        ranks = [chance.choice((2, 5)) for _side in range(2) if chance.random() < wished]
        if ranks:
            weights[guest.key, table.key] = sum(ranks) + 3 * (len(ranks) > 1)
    return Problem(going, sitting, weights)


def assert_lawful(problem, meetings):
    """Nobody in two places, nobody too often or while away, no pair twice, only what is wished."""
    for kind in ("guest", "table"):
        parties = {party.key: party for party in getattr(problem, f"{kind}s")}
        places = Counter((getattr(one, kind), one.slot) for one in meetings)
        assert not [place for place, times in places.items() if times > 1]
        whole = Counter(getattr(one, kind) for one in meetings)
        assert not [key for key, times in whole.items() if times > parties[key].most]
        assert all(one.slot in parties[getattr(one, kind)].free for one in meetings)
    assert len({(one.guest, one.table) for one in meetings}) == len(meetings)
    assert all(problem.weights.get((one.guest, one.table), 0) > 0 for one in meetings)


def best_by_trying_all(problem):
    """The optimum of a small day: every pair in every slot or in none."""
    parties = {party.key: party for party in (*problem.guests, *problem.tables)}
    pairs = sorted(problem.weights.items(), key=lambda row: -row[1])

    def best(number, taken, left):
        if number == len(pairs):
            return 0
        (guest, table), weight = pairs[number]
        found = best(number + 1, taken, left)
        if left[guest] and left[table]:
            for slot in parties[guest].free & parties[table].free:
                held = {(guest, slot), (table, slot)}
                if not held & taken:
                    rest = left | {guest: left[guest] - 1, table: left[table] - 1}
                    found = max(found, weight + best(number + 1, taken | held, rest))
        return found

    return best(0, frozenset(), {key: party.most for key, party in parties.items()})


def best_where_all_are_there(problem):
    """The optimum of a day on which nobody comes late or leaves early, by cheapest flows.

    By König's theorem any choice of pairs in which nobody has more meetings than there are slots
    fits into the slots without a clash; so only the pairs are chosen: a flow from the guests to
    the tables, each path the one that brings most, until none brings more.
    """
    edges, out = [], {}

    def join(start, end, room, cost):
        for one, other, has, price in ((start, end, room, cost), (end, start, 0, -cost)):
            out.setdefault(one, []).append(len(edges))
            edges.append([other, has, price])

    for party in problem.guests:
        join("source", party.key, min(party.most, len(party.free)), 0)
    for party in problem.tables:
        join(party.key, "sink", min(party.most, len(party.free)), 0)
    for (guest, table), weight in problem.weights.items():
        join(guest, table, 1, -weight)
    total = 0
    while (path := _cheapest(edges, out)) and (cost := sum(edges[one][2] for one in path)) < 0:
        total -= cost
        for edge in path:
            edges[edge][1] -= 1
            edges[edge ^ 1][1] += 1
    return total


def _cheapest(edges, out):
    """By Bellman and Ford, with a heap of what got cheaper."""
    costs, came = {"source": 0}, {}
    number, queue = 0, [(0, 0, "source")]
    while queue:
        cost, _number, at = heappop(queue)
        if cost > costs[at]:
            continue
        for edge in out.get(at, []):
            end, room, price = edges[edge]
            if room and cost + price < costs.get(end, float("inf")):
                costs[end], came[end] = cost + price, edge
                number += 1
                heappush(queue, (cost + price, number, end))
    if "sink" not in costs:
        return None
    path, at = [], "sink"
    while at != "source":
        path.append(came[at])
        at = edges[came[at] ^ 1][0]
    return path
