"""Places as questions name them."""

import pytest

from assistant.places import Gazetteer
from assistant.question import understand

LIBRARY = ["Nantes Métropole", "Saint-Germain-en-Laye", "Rosny-sous-Bois", "Syndicat du Bois de l'Aumône", "Numérian"]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(LIBRARY)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("combien a couté le chatbot de nantes", ["Nantes"]),
        ("le chatbot de st germain en laye", ["Saint-Germain-en-Laye"]),
        ("celui de rosny", ["Rosny-sous-Bois"]),
        ("Who counts cars in Normandy?", ["Normandie"]),
        ("Amiens utilise-t-elle la vidéoprotection ?", ["Amiens"]),
        ("En Haute-Corse, qui repère les feux ?", ["Haute-Corse"]),
        ("the Bois de l'Aumône waste syndicate", ["Syndicat du Bois de l'Aumône"]),
        ("l'agence de l'eau Seine-Normandie", []),
        ("Have any cities saved energy?", []),
        ("la recherche de fuites dans le port", []),
    ],
)
def test_places_are_found_however_they_are_written(gazetteer: Gazetteer, text: str, named: list[str]) -> None:
    assert [place.name for place in gazetteer.find(text)] == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("chatbot rosni ss bois cb d utilisateur", ["Rosny-sous-Bois"]),
        ("st germain en lay chatbot", ["Saint-Germain-en-Laye"]),
        ("valencienne hauwei cameras", ["Valenciennes"]),
        ("le jumeau 4D de montpelier", ["Montpellier"]),
        ("montpelier et nantes", ["Nantes"]),  # a place is told: what else is mistyped stays
        ("les parks de la ville", []),
        ("les papiers écrits à la main", []),  # no slip for Maine
        ("les plans de Cannet", []),  # another town, not a slip for Cannes
    ],
)
def test_a_place_of_the_library_is_found_where_it_is_mistyped(text: str, named: list[str]) -> None:
    library = [*LIBRARY, "Ville de Paris", "Cannes", "Valenciennes", "Montpellier"]
    mistyped = Gazetteer(library, lambda word: word in ("parks", "plans", "ville"))
    assert [place.name for place in mistyped.find(text)] == named


def test_an_authority_without_a_word_in_its_name_is_no_place() -> None:
    assert Gazetteer(["—", "(?)"]).find("Que fait — ?") == []


def test_a_place_that_a_question_asks_around_is_told_apart(gazetteer: Gazetteer) -> None:
    (near,) = gazetteer.find("a water utility south of Paris")
    (within,) = gazetteer.find("a water utility in Paris")
    assert (near.near, within.near) == (True, False)


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("En région parisienne, Paris mis à part, quelles villes ont un robot ?", ["Paris"]),
        ("Leaving Nantes aside: who forecasts meals?", ["Nantes"]),
        ("Nous connaissons déjà l'exemple de Nantes. Qui d'autre prévoit les repas ?", ["Nantes"]),
        ("Quelles villes autres que Nantes prévoient les repas ?", ["Nantes"]),
        ("Which towns apart from Nantes forecast meals?", ["Nantes"]),
        ("Qui prévoit les repas à Nantes ?", []),
        ("Who else is there beside it in Nantes?", []),
    ],
)
def test_places_that_a_question_sets_aside_are_no_condition(gazetteer: Gazetteer, text: str, aside: list[str]) -> None:
    found = gazetteer.find(text)
    assert [place.name for place in found if place.aside] == aside
    asked = understand(text, gazetteer).asked_places
    assert [place.name for place in asked] == [place.name for place in found if not place.aside]
