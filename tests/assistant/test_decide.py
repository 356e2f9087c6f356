"""When the library refuses: what tells an answer, and a list, from what only shares its subject."""

import numpy as np
import pytest

from assistant.assistant import Assistant
from assistant.decide import list_features
from assistant.schemas import AskRequest, Chip
from assistant.search import Hit
from assistant.selection import Selection
from assistant.standing import Standing
from tests.fakes import passage


def test_what_tells_whether_a_list_is_of_what_is_asked_by_hand() -> None:
    near, far = hit("near", 0.9, 0.75, {"rats": 1.1}), hit("far", 0.7, 0.25, {"rats": 1.1, "égouts": 0.8})
    status = Chip(field="statut", value="arrêté", label="arrêté")
    told = list_features([near, far], Selection([], [status], words={"egouts"}), searched=False)
    assert told["cosine of the best sentence"] == pytest.approx(0.9)
    assert told["words of the best case"] == pytest.approx(0.75)
    assert told["rarest word that all lose"] == pytest.approx(1.1)
    assert (told["searched"], told["told where or what is done"], told["status"]) == (0, 1, 1)
    named = list_features([near, far], Selection([], words={"rats", "egouts"}), searched=True)
    assert named["words of the best case"] == pytest.approx(1), "the words named a subject of theirs"
    assert named["rarest word that all lose"] == 0
    assert (named["searched"], named["told where or what is done"], named["status"]) == (1, 0, 0)


def hit(case: str, cosine: float, words: float, lost: dict[str, float]) -> Hit:
    one = np.array([[cosine]], np.float32)
    return Hit(passage(case, "Une phrase."), one, one, one, Standing(1.0, 1.0, words, lost, 1.0))


@pytest.mark.parametrize(
    "question",
    [
        "How many town halls use AI to help count votes on election day?",
        "Which authorities detect forged papers with AI?",
    ],
)
def test_no_list_of_something_else(assistant: Assistant, question: str) -> None:
    """Cases about elected members, or in towns, are no answer to a question that only shares that with them."""
    answer = assistant.ask(AskRequest(question=question))
    assert answer.status == "abstained"
    assert not answer.rows
    assert not answer.sources


def test_a_known_case_answers_what_it_says_and_not_what_it_does_not(assistant: Assistant) -> None:
    said = assistant.ask(AskRequest(question="Combien de caméras Huawei a-t-il données à Valenciennes ?"))
    unsaid = assistant.ask(AskRequest(question="How many traffic accidents did the Valenciennes cameras cause?"))
    assert (said.status, unsaid.status) == ("answered", "abstained")


def test_an_answer_that_may_be_none_says_so_first(assistant: Assistant) -> None:
    doubtful = assistant.ask(AskRequest(question="Qui dirige le service des eaux de Rennes Métropole ?"))
    assert doubtful.sentences[0].check == "noted"
    assert doubtful.sentences[0].citations == []
    assert doubtful.text.startswith("La bibliothèque ne répond peut-être pas à cette question")
    assert all(sentence.citations for sentence in doubtful.sentences[1:])
    sure = assistant.ask(AskRequest(question="Who reduced energy use in wastewater plants?"))
    assert "noted" not in {sentence.check for sentence in sure.sentences}
