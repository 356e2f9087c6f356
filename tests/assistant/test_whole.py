"""Answers from the whole library, comparisons, follow-ups and the library itself, on twenty real cases."""

import pytest

from assistant.assistant import Assistant
from assistant.schemas import Answer, AskRequest, Turn


def ask(assistant: Assistant, question: str, *turns: str, without: tuple[str, ...] = ()) -> Answer:
    roles = ("user", "assistant")
    history = [Turn(role=roles[n % 2], content=text) for n, text in enumerate(turns)]  # type: ignore[arg-type]
    return assistant.ask(AskRequest(question=question, history=history, without=list(without)))


LISTS = [
    (
        "Quelles collectivités cherchent les fuites d'eau avec l'IA ?",
        {"sicoval-fuites-eau", "capi-porte-isere-fuites-eau"},
    ),
    ("Which authorities look for water leaks with AI?", {"sicoval-fuites-eau", "capi-porte-isere-fuites-eau"}),
    (
        "Combien de cas à Bordeaux Métropole ?",
        {
            "bordeaux-metropole-cadre-ethique-ia",
            "bordeaux-metropole-calque-plantabilite",
            "bordeaux-metropole-debit-sources",
        },
    ),
]


@pytest.mark.parametrize(("question", "cases"), LISTS)
def test_a_list_or_a_count_holds_every_case_each_cited(assistant: Assistant, question: str, cases: set[str]) -> None:
    answer = ask(assistant, question)
    assert answer.kind in ("list", "count")
    assert {row.case for row in answer.rows} == {source.case for source in answer.sources} == cases
    assert answer.total == len(cases)
    assert answer.library == 20
    assert answer.text.startswith(str(len(cases)))
    assert all(row.sentence.citations for row in answer.rows)


def test_a_condition_read_from_the_question_can_be_left_out(assistant: Assistant) -> None:
    question = "Combien de cas à Bordeaux Métropole sur les arbres ?"
    answer = ask(assistant, question)
    (chip,) = [chip for chip in answer.understood.chips if chip.field == "sujets"]
    wider = ask(assistant, question, without=(f"sujets={chip.value}",))
    assert (answer.total, wider.total) == (1, 3)


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("Quels projets ont démarré avant 2020 ?", "periode"),
        ("Which projects of towns under 50,000 inhabitants are there?", "population"),
    ],
)
def test_cases_are_chosen_by_when_and_how_large(assistant: Assistant, question: str, field: str) -> None:
    answer = ask(assistant, question)
    (chip,) = [chip for chip in answer.understood.chips if chip.field == field]
    everything = ask(assistant, question, without=(chip.key,))
    assert 0 < len(answer.rows) < 20
    assert everything.understood.chips != answer.understood.chips
    if field == "periode":
        assert all(row.periode[:4] < "2020" for row in answer.rows)


@pytest.mark.parametrize("question", ["Which cases saved more than 10 % energy?", "Qui a économisé plus de 10 % ?"])
def test_figures_are_compared_across_cases(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert answer.kind == "list"
    assert "rennes-metropole-stations-epuration" in {row.case for row in answer.rows}
    assert all(row.sentence.citations and "%" in row.sentence.text for row in answer.rows)
    (chip,) = [chip for chip in answer.understood.chips if chip.field == "chiffres"]
    higher = ask(assistant, question.replace("10 %", "99 %"))
    assert (higher.kind, higher.rows, higher.sources) == ("list", [], [])
    assert higher.text.startswith("0 ca")
    assert ask(assistant, question, without=(chip.key,)).understood.chips != answer.understood.chips


def test_a_list_of_one_tells_what_its_case_says(assistant: Assistant) -> None:
    for question in (
        "Quelles collectivités repèrent les feux de forêt ?",
        "Quelles collectivités repèrent les feux de forêt, et combien cela coûte-t-il ?",
    ):
        answer = ask(assistant, question)
        assert answer.status == "answered"
        assert {source.case for source in answer.sources} == {"sdis-gironde-detection-feux-foret"}
        assert {chip.value for chip in answer.understood.chips} >= {"detection-feux-foret"}


def test_cases_are_compared_side_by_side(assistant: Assistant) -> None:
    answer = ask(assistant, "Comparez la recherche de fuites au Sicoval et à la Porte de l'Isère : combien de fuites ?")
    assert answer.kind == "compare"
    assert answer.matrix is not None
    assert set(answer.matrix.cases) == {"sicoval-fuites-eau", "capi-porte-isere-fuites-eau"}
    assert all(cell.citations for cell in answer.matrix.rows[0].cells)
    assert "12" in answer.text
    assert "15" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Bordeaux Métropole : quelle différence entre le calque de plantabilité et la prévision du débit des sources ?",
        "In Bordeaux Métropole, how do the tree-planting layer and the forecast of its springs differ?",
    ],
)
def test_two_things_of_one_place_are_set_side_by_side(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert answer.kind == "compare"
    assert answer.matrix is not None
    expected = {"bordeaux-metropole-calque-plantabilite", "bordeaux-metropole-debit-sources"}
    assert set(answer.matrix.cases) == {source.case for source in answer.sources} == expected


def test_what_is_compared_is_of_the_subject_asked_for(assistant: Assistant) -> None:
    answer = ask(assistant, "What do Bordeaux Métropole and Lyon each forbid in their rules on AI?")
    assert answer.matrix is not None
    assert "bordeaux-metropole-cadre-ethique-ia" in answer.matrix.cases


def test_several_questions_about_one_thing_are_no_comparison(assistant: Assistant) -> None:
    answer = ask(assistant, "À Bordeaux Métropole, à quoi sert le calque de plantabilité et qui l'a fait ?")
    assert answer.kind == "fact"


def test_a_place_the_library_does_not_hold_is_said_to_be_absent(assistant: Assistant) -> None:
    answer = ask(assistant, "Has Limoges used AI to find water leaks in its network?")
    assert answer.status == "abstained"
    assert answer.understood.absent == ["Limoges"]
    assert "Limoges" in answer.text
    assert answer.sources == []
    assert answer.nearest


def test_a_follow_up_is_read_with_its_conversation(assistant: Assistant) -> None:
    answer = ask(
        assistant,
        "Pourquoi ont-ils arrêté ?",
        "Nantes prévoit-elle la fréquentation de ses cantines ?",
        "Nantes a fait développer deux algorithmes de prévision pour ses restaurants scolaires.",
    )
    assert answer.sources[0].case == "nantes-ia-cantines"
    assert "Nantes" in answer.understood.standalone


@pytest.mark.parametrize(
    ("question", "cases"),
    [
        ("Which towns look for water leaks?", {"sicoval-fuites-eau", "capi-porte-isere-fuites-eau"}),
        (
            "Avant les caméras, à quelles heures les tours de guet surveillaient-elles les feux de forêt ?",
            {"sdis-gironde-detection-feux-foret"},
        ),
    ],
)
def test_a_question_of_something_else_leaves_its_conversation(
    assistant: Assistant, question: str, cases: set[str]
) -> None:
    answer = ask(
        assistant, question, "Nantes prévoit-elle la fréquentation de ses cantines ?", "Oui, pour 87 cantines."
    )
    assert {source.case for source in answer.sources} == cases
    assert answer.understood.standalone == ""


@pytest.mark.parametrize(
    ("question", "sought"),
    [
        ("La reconnaissance faciale est-elle utilisée dans les lycées de Nantes ?", ["lycées", "Nantes"]),
        ("How many drones does Nantes use to inspect bridges?", ["drone", "Nantes"]),
    ],
)
def test_a_refusal_says_what_was_looked_for_and_cites_nothing(
    assistant: Assistant, question: str, sought: list[str]
) -> None:
    answer = ask(assistant, question)
    assert answer.status == "abstained"
    assert answer.sources == []
    assert all(what in answer.text for what in sought)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Que contient cette bibliothèque ?", "20 cas"),
        ("Under which licence may I reuse your cases?", "Licence Ouverte"),
    ],
)
def test_the_library_speaks_of_itself(assistant: Assistant, question: str, words: str) -> None:
    answer = ask(assistant, question)
    assert answer.kind == "about-library"
    assert words in answer.text
    assert {sentence.check for sentence in answer.sentences} == {"recorded"}


@pytest.mark.parametrize("question", ["Who funded IA.rbre?", "Qui a financé IA.rbre ?"])
def test_what_is_asked_of_a_case_by_its_name_is_no_list(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert answer.kind == "fact"
    assert {source.case for source in answer.sources} == {"metropole-lyon-iarbre"}


def test_getting_a_grant_is_having_one(assistant: Assistant) -> None:
    answer = ask(assistant, "Which projects got public grants?")
    assert answer.kind == "list"
    assert [chip.value for chip in answer.understood.chips] == ["subventions"]
    assert len(answer.rows) > 1
