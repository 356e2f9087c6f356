"""From a question understood to what the answer will say: evidence for each kind of answer."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from assistant.about import about
from assistant.bounds import Bound, bound_in
from assistant.catalogue import CaseRecord, Catalogue
from assistant.conversation import conversation, elsewhere, goes_on, leans, points_back, says_little, standing_alone
from assistant.decide import DOUBT, features, sureness
from assistant.evidence import Allowed, by_case, introduce, introductions, select, speakers, whichever
from assistant.found import Found, listed
from assistant.intent import kind_of, may_list, names_a_use
from assistant.membership import Membership, members
from assistant.overview import as_a_whole
from assistant.partners import partners_recorded
from assistant.question import Question
from assistant.schemas import AskRequest, Filters, Kind, Turn
from assistant.search import Hit, Searcher, shortlist
from assistant.selection import Selection, chips_of_places, mentions_in, names_several, of_the_subject, select_cases
from assistant.settings import AssistantSettings
from assistant.several import wants_several
from assistant.sides import Comparer, Sides
from assistant.subjects import Mention, Subjects
from assistant.suggestion import Suggester

FOR_PARTS = 1  # sentences more for a question that asks several things
OUTDONE = 0.035  # how much better a sentence of another case must be for a question to leave its conversation
RARE = 0.5  # rarity of a word (`Frequencies.rarity`) that few cases hold
OFFERED = 3  # nearest cases offered with a refusal


class Finder:
    """Finds what answers a question, in one index."""

    def __init__(
        self, settings: AssistantSettings, searcher: Searcher, catalogue: Catalogue, subjects: Subjects,
        suggester: Suggester, membership: Membership,
    ) -> None:  # fmt: skip
        self._settings, self._comparer = settings, Comparer(searcher, catalogue)
        self._searcher, self._catalogue, self._subjects = searcher, catalogue, subjects
        self._suggester, self._membership = suggester, membership

    def find(self, question: Question, request: AskRequest) -> Found:
        """What answers the question, read with its conversation where it leans on one; of its hits, those to show."""
        found = self._found(question, request)
        return replace(found, hits=self._shown(found.hits, {item.passage.id for item in found.evidence}))

    def _found(self, question: Question, request: AskRequest) -> Found:
        if not leans(question, request.history):
            return self._alone(as_a_whole(question, self._catalogue.gazetteer), request)
        back = points_back(question)
        if says_little(question) and (back or goes_on(question)):
            return self._with(question, request.history, request.filters)
        alone = self._alone(question, request)
        if alone.kind != "fact" and not (alone.searched or back or goes_on(question)):
            return alone
        together = self._with(question, request.history, request.filters)
        margin = OUTDONE * (2 if back else 1)
        return together if says_little(question) or not _outdone(together, alone, margin) else alone

    def _alone(self, question: Question, request: AskRequest) -> Found:
        mentions = mentions_in(question, self._subjects)
        own = [place for place in question.asked_places if self._catalogue.of_place(place)]
        bound = bound_in(question.text)
        kind = kind_of(question, mentions, own)
        described = self._described(question, request) if kind == "fact" and may_list(question) else None
        several = kind == "fact" and not question.whole and wants_several(question)
        of_uses = several and names_a_use(of_the_subject(question, mentions))
        if described or of_uses or (kind == "fact" and names_several(question, mentions, self._catalogue)):
            kind = "list"
        if kind == "out-of-scope":
            return Found(kind)
        if kind == "about-library":
            return Found(kind, stated=about(question, self._catalogue))
        if kind in ("list", "count"):
            if bound and bound.chip.key not in request.without:
                return self._bounded(kind, question, bound, request)
            if not described and not names_a_use(mentions) and not question.whole:
                described = self._described(question, request)
            chosen = described or self._chosen(question, mentions, request)
            other = question.whole and question.subject and not chosen.facets  # not of what is asked for
            found = self._listed(kind, question, request.filters, chosen) if chosen.chips and not other else None
            if found:
                return found
        sides = self._comparer.sides(kind, question, mentions, request.filters)
        if sides:
            return self._compared(question, sides)
        found = self._fact(question, request.filters, of_all=kind == "count")
        if found.evidence and (several or kind in ("list", "count")) and not _holds_alone(found):
            return self._searched("count" if kind == "count" else "list", question, mentions, request) or found
        return found

    def _searched(
        self, kind: Kind, question: Question, mentions: Sequence[Mention], request: AskRequest
    ) -> Found | None:
        """The cases that the search finds for a question that wants several, and names no condition; None for one."""
        chosen = self._chosen(question, (), request)
        asked = [mention.concept.id for mention in mentions]
        judged = self._membership.candidates(question, asked, {case.id for case in chosen.cases}, request.filters)
        ids = members(judged) if judged else []
        if not judged or len(ids) < 2:
            return None
        hits = [hit for id_ in ids for hit in judged.hits[id_]]
        rows = [self._catalogue.cases[id_] for id_ in ids]
        return self._if_sure(listed(kind, hits, by_case(hits), rows, chosen, searched=True))

    def _fact(self, question: Question, filters: Filters, *, of_all: bool = False) -> Found:
        """The sentences of the one case that answers best, or nothing where it does not answer."""
        hits = self._searcher.search(question, filters)
        chips = chips_of_places(question, self._catalogue)
        may_speak = speakers(hits)
        absent = [place.name for place in question.asked_places] if hits and not may_speak else []
        limit = self._settings.answer_sentences + FOR_PARTS * bool(question.parts)
        evidence = introduce(may_speak, limit) if question.whole else select(may_speak, limit)
        mentions = mentions_in(question, self._subjects)
        subjects = {mention.concept.id for mention in mentions}
        sought = [mention.concept.label(question.language) for mention in mentions] + [chip.label for chip in chips]
        known = features(question, may_speak, evidence, subjects, of_all=of_all) if evidence else {}
        # A case that holds no word of the subject is beside it, unless it is the one that was asked for.
        held = next((hit.standing.words for hit in may_speak if hit.passage.case == evidence[0].passage.case), 1.0)
        beside = bool(question.subject) and not filters.case and held == 0
        sure = sureness(known) if known and not beside else float("-inf")
        # A thing asked for as a whole is there or is not: where no condition says so, there must be no doubt.
        if sure < self._settings.floor + DOUBT * (question.whole and not filters.case):
            evidence = []
        stated = partners_recorded(question, self._catalogue, evidence)
        doubtful = bool(evidence) and not stated and sure < self._settings.floor + DOUBT
        return Found(
            "fact", hits, evidence, stated, chips=chips, absent=absent, sought=sought, sure=sure, doubtful=doubtful,
            features=known,
        )  # fmt: skip

    def _listed(self, kind: Kind, question: Question, filters: Filters, chosen: Selection) -> Found | None:
        """The cases that were chosen; a list of one tells all that its case says to the question, if it says any.

        None where they only share a setting with it: "snow clearance" is no question about all that is done on roads.
        """
        if kind == "list" and len(chosen.cases) == 1:
            found = self._fact(question, filters.of_case(chosen.cases[0].id))
            if found.evidence:
                return replace(found, chips=chosen.chips)
        return self._if_sure(self._whole(kind, question, chosen))

    def _if_sure(self, found: Found) -> Found | None:
        return found if found.sure >= self._settings.floor else None

    def _chosen(self, question: Question, mentions: Sequence[Mention], request: AskRequest) -> Selection:
        """The cases that the question asks for, of those that meet the request's filters."""
        holding = self._searcher.holding
        return select_cases(question, mentions, self._catalogue, request.filters, request.without, holding)

    def _described(self, question: Question, request: AskRequest) -> Selection | None:
        """The cases of the use of AI that the question describes in its own words, if several; a place narrows them."""
        vector = self._searcher.vectors(question)[0]
        ranking = self._searcher.ranking(question, vector, request.filters.model_dump())
        mention = self._suggester.suggest(vector, question.language, ranking)
        chosen = self._chosen(question, [mention], request) if mention else None
        return chosen if chosen and len(chosen.cases) > 1 else None

    def _bounded(self, kind: Kind, question: Question, bound: Bound, request: AskRequest) -> Found:
        """Of the cases that the rest of the question asks for, those that state such a figure, with the sentence."""
        rest = replace(question, text=bound.beside(question.text))
        chosen = self._chosen(rest, mentions_in(rest, self._subjects), request)
        stating = self._searcher.stating(bound.kept_by, {case.id for case in chosen.cases}, question.language)
        cases, chips = [case for case in chosen.cases if case.id in stating], [*chosen.chips, bound.chip]
        if not cases:
            return Found(kind, chips=chips)
        return self._whole(kind, question, Selection(cases, chips), bound.kept_by)

    def _whole(self, kind: Kind, question: Question, chosen: Selection, may: Allowed = whichever) -> Found:
        """Every case that meets the conditions, each with its sentence nearest to the question, if it `may` be."""
        hits = self._searcher.read(question, {case.id for case in chosen.cases})
        nearest = by_case(hits, may)
        rows = sorted(chosen.cases, key=lambda case: -nearest[case.id].scores[0] if case.id in nearest else 0.0)
        shown = {**nearest, **introductions(hits)} if question.whole else nearest
        return listed(kind, hits, shown, rows, chosen)

    def _compared(self, question: Question, sides: Sides) -> Found:
        """Cases side by side, each with its sentences."""
        chips = chips_of_places(question, self._catalogue)
        return Found("compare", sides.hits, sides.evidence, compared=sides.cases, chips=chips, sure=1.0)

    def _with(self, question: Question, history: Sequence[Turn], filters: Filters) -> Found:
        """A follow-up: asked of the case that the conversation is about, or of another place."""
        gazetteer = self._catalogue.gazetteer
        if any(self._catalogue.of_place(place) for place in question.asked_places):
            whole = elsewhere(question, history, gazetteer)
            found = self._fact(whole, filters)
            return replace(found, standalone=whole.text)
        earlier = select(speakers(self._searcher.search(conversation(history, gazetteer), filters)), 1)
        if not earlier or earlier[0].passage.case not in self._catalogue.cases:
            return Found("fact")
        case = self._catalogue.cases[earlier[0].passage.case]
        found = self._fact(question, filters.of_case(case.id))
        return replace(found, standalone=standing_alone(question, case))

    def hits(self, question: Question, request: AskRequest) -> Sequence[Hit]:
        """The passages a question finds, best case first, cases that may not speak last."""
        found = self.find(question, request)
        return found.hits or self._shown(self._searcher.search(question, request.filters), ())

    def _shown(self, hits: Sequence[Hit], cited: Collection[str]) -> list[Hit]:
        return shortlist(hits, cited, self._settings.passages_per_case, self._settings.hits)

    def nearest(self, question: Question, found: Found) -> list[CaseRecord]:
        """Cases to offer with a refusal; none where the question is none for this library."""
        if found.kind != "fact":
            return []
        ids = dict.fromkeys(hit.passage.case for hit in found.hits)
        return [self._catalogue.cases[id_] for id_ in ids if id_ in self._catalogue.cases][:OFFERED]


def _holds_alone(found: Found) -> bool:
    """Whether its case is the only one found with all words of the question, the others lacking a rare one: a name."""
    lost = {hit.passage.case: hit.standing.rarest_lost for hit in found.hits}
    own = lost.pop(found.evidence[0].passage.case)
    return own == 0 and bool(lost) and min(lost.values()) > RARE


def _outdone(together: Found, alone: Found, margin: float) -> bool:
    """Whether a question has a better answer without its conversation than with it, by so much of its best score."""
    if not (together.evidence and alone.evidence):
        return bool(alone.evidence)
    return bool(alone.evidence[0].scores[0] > together.evidence[0].scores[0] + margin)
