"""Who supplied it, from the record of the case, where none of the sentences says so."""

import pytest

from assistant.assistant import Assistant
from assistant.catalogue import CaseRecord, Catalogue
from assistant.evidence import select
from assistant.partners import partners_recorded
from assistant.places import Gazetteer
from assistant.question import understand
from assistant.schemas import AskRequest
from tests.assistant.test_evidence import hit


def told(text: str, said: str, *partners: str) -> list[str]:
    record = CaseRecord(
        id="case", origin="library", titles={"fr": "Essai"}, territoire="Ville d'Essai", code="", echelon="",
        departement="", region="", theme=(), statut="", periode="", techniques=(), sujets=(), partenaires=partners,
    )  # fmt: skip
    return partners_recorded(
        understand(text, Gazetteer([])), Catalogue([record]), select([hit("case", (said, 0.9))], 1)
    )


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        (
            "Qui a fourni les caméras ?",
            "Le prestataire les a posées.",
            "la fiche de Ville d'Essai : Écho (Lyon), Nova.",
        ),
        ("Who is the supplier?", "The vendor put them up.", "the record of Ville d'Essai: Écho (Lyon), Nova."),
        ("Qui a fourni les caméras ?", "L'entreprise Echo les a posées.", ""),
        ("Combien ont-elles coûté ?", "Elles ont coûté 20 000 €.", ""),
    ],
)
def test_partners_are_told_of_the_record_where_asked_for_and_not_said(text: str, said: str, expected: str) -> None:
    stated = told(text, said, "Écho (Lyon)", "Nova")
    assert bool(stated) == bool(expected)
    assert "".join(stated).endswith(expected)
    assert told(text, said) == []


def test_a_comparison_has_the_partners_of_each_case(assistant: Assistant) -> None:
    asked = "Comparez la recherche de fuites au Sicoval et à la Porte de l'Isère : combien de fuites ?"
    matrix = assistant.ask(AskRequest(question=asked)).matrix
    assert matrix is not None
    (row,) = [row for row in matrix.rows if row.field == "partenaires"]
    assert all("Leakmited" in cell.text and cell.citations for cell in row.cells)
