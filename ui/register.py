"""The register sheet of this very system: the official model's questions, answered from the running settings.

Field names, labels and texts are French, as the official library's are; `herbergement` and
`proportionalite` are spelt as its published schema spells them. What neither the code nor the
settings can know (who pays, where the machine stands, which category of risk) stays empty.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from importlib.metadata import version

from assistant.blocks import Heading, Paragraph, Table
from assistant.data import Data
from assistant.fields import LABELS, NOT_DOCUMENTED
from assistant.frugality import Month
from assistant.markdown import markdown
from assistant.settings import AssistantSettings
from ingest.errors import IngestError
from ingest.index import index_of
from ui.pages.texts import text_in
from ui.running import elsewhere, facts_of, models_in_use, own_answer

# The official model's fields, in its order, with our names for those that it spells in its own way.
FIELDS = (
    "status_abandon", "projet_contact", "financement", "budget", "mise_en_oeuvre", "herbergement", "nom_algorithme",
    "algorithme_description", "algorithme_operations", "type_algorithme", "impact_environnement", "donnees_source",
    "donnees_acces", "risque", "risque_categorie", "proportionalite", "decision", "erreur", "explicabilite",
    "reversibilite", "objection", "url_ressources",
)  # fmt: skip
SPELT = {"herbergement": "hebergement", "proportionalite": "proportionnalite"}
OTHER_LABELS = {"projet_contact": "Contact", "url_ressources": "Ressources"}
TOLD = (
    "mise_en_oeuvre", "algorithme_description", "algorithme_operations", "donnees_acces", "risque", "proportionalite",
    "decision", "explicabilite", "reversibilite", "objection",
)  # fmt: skip
UNPLACED = "Où se trouve la machine du service, les réglages ne le disent pas."
SERVERS = {"llm": "modèle de langue", "index": "index", "traces": "traces"}
Evaluation = Mapping[str, tuple[dict[str, float | None], Sequence[str]]]
"""By question set: the headline figures, and what they were made with."""


class Champ(Data):
    """A field of the official model: its values where it has a list of them, else a text; both empty: not known."""

    nom: str
    libelle: str
    valeurs: list[str]
    texte: str


class Modele(Data):
    """A model in use; "" is what the settings do not tell."""

    role: str
    nom: str
    licence: str
    origine: str
    sha256: str


class Evalue(Data):
    """What was measured on a question set; `memes_modeles`: with the models that are in use."""

    questions: str
    chiffres: dict[str, float | None]
    fait_avec: list[str]
    memes_modeles: bool


class Fiche(Data):
    """The sheet; `index` is the fingerprint of the index in use, `ailleurs` has the servers beyond this machine."""

    systeme: str
    version: str
    date: date
    responsable: str
    index: str
    champs: list[Champ]
    modeles: list[Modele]
    ailleurs: dict[str, str]
    cles: bool
    cette_machine_seule: bool
    questions_au_journal: bool
    avis_gardes: bool
    avis_jours: int
    plafond_wh: float
    energie: list[Month]
    evaluation: list[Evalue]


def register_sheet(settings: AssistantSettings, months: Sequence[Month], evaluation: Evaluation) -> Fiche:
    """The sheet, from the settings, from what was spent month by month and from what was measured."""
    facts, used = facts_of(settings), models_in_use(settings)
    models = [
        Modele(role=text_in("fr")(f"about.models.{use}"), nom=name, licence=licence, origine=origin, sha256=sha256)
        for use, name, licence, origin, sha256 in used
    ]
    measured = [model.name for model in used if model.use in ("embeddings", "llm")]  # what a record names
    evaluated = [
        Evalue(
            questions=name,
            chiffres=figures,
            fait_avec=list(made),
            memes_modeles=all(any(f"{name}@" in line for line in made) for name in measured),
        )
        for name, (figures, made) in evaluation.items()
    ]
    return Fiche(
        systeme=text_in("fr")("title"),
        version=version("precedents"),
        date=date.today(),
        responsable=settings.operator,
        index=_index(settings),
        champs=[_field(name, settings, models, months, evaluated) for name in FIELDS],
        modeles=models,
        ailleurs=elsewhere(settings),
        cles=facts["keys"],
        cette_machine_seule=facts["alone"],
        questions_au_journal=facts["questions_logged"],
        avis_gardes=facts["feedback"],
        avis_jours=settings.feedback_days,
        plafond_wh=settings.energy_cap,
        energie=list(months),
        evaluation=evaluated,
    )


def as_markdown(sheet: Fiche) -> str:
    """The sheet as Markdown, in French."""
    return markdown(_blocks(sheet))


def _field(
    name: str, settings: AssistantSettings, models: Sequence[Modele], months: Sequence[Month], found: Sequence[Evalue]
) -> Champ:
    own = SPELT.get(name, name)
    values: list[str] = []
    text = text_in("fr")(own_answer(own, settings)) if name in TOLD else ""
    match name:
        case "projet_contact":
            text = settings.operator
        case "herbergement":
            servers = [f"{SERVERS[what]} : {url}" for what, url in elsewhere(settings).items()]
            said = text_in("fr")(own_answer(own, settings))
            values, text = ["NSP"], " ".join([said, *([f"{' ; '.join(servers)}."] if servers else []), UNPLACED])
        case "nom_algorithme":
            text = f"{text_in('fr')('title')} {version('precedents')} : {', '.join(model.nom for model in models)}"
        case "type_algorithme":
            values = ["Traitement Automatique du langage", "Réseaux de neurones", "Machine Learning", "IA générative"]
        case "donnees_source":
            put_in = settings.uploads.is_dir() and any(settings.uploads.iterdir())
            values, text = ["open data", *(["usager"] if put_in else [])], text_in("fr")(own_answer(own, settings))
        case "impact_environnement":
            text = _spent(months, settings)
        case "erreur":
            text = _measured(found)
    label = OTHER_LABELS.get(name) or LABELS[own]["fr"]
    return Champ(nom=name, libelle=label, valeurs=values, texte=text)


def _spent(months: Sequence[Month], settings: AssistantSettings) -> str:
    if not months:
        return "Rien n'a encore été compté."
    told = [
        f"{month.month} : {_number(month.mid)} Wh (entre {_number(month.low)} et {_number(month.high)}), "
        f"{month.answers} réponses, {month.read} tokens lus et {month.written} écrits par le modèle de langue"
        for month in months[-12:]
    ]
    cap = f" Plafond : {_number(settings.energy_cap)} Wh par mois." if settings.energy_cap else " Sans plafond."
    return f"Processus entier, sans mémoire, disques ni refroidissement. {' ; '.join(told)}.{cap}"


def _measured(found: Sequence[Evalue]) -> str:
    if not found:
        return "Non mesurées avec ce code."
    others = (
        "" if all(one.memes_modeles for one in found) else " Mesurées avec d'autres modèles que ceux de ce service."
    )
    return " ; ".join(f"{one.questions} : {_figures(one.chiffres)}" for one in found) + f".{others}"


def _figures(figures: Mapping[str, float | None]) -> str:
    t = text_in("fr")
    return ", ".join(f"{t(f'measure.{name}')} {_number(value)}" for name, value in figures.items() if value is not None)


def _number(value: float) -> str:
    return f"{value:.3g}".replace(".", ",")


def _index(settings: AssistantSettings) -> str:
    try:
        return index_of(settings).manifest().fingerprint
    except IngestError:
        return ""


def _blocks(sheet: Fiche) -> Iterator[Heading | Paragraph | Table]:
    none = NOT_DOCUMENTED["fr"]
    yield Heading(0, f"Fiche de registre : {sheet.systeme} {sheet.version}")
    yield Paragraph(
        f"Écrite le {sheet.date:%d/%m/%Y} par le service lui-même, d'après ses réglages du moment. "
        f"Responsable : {sheet.responsable or none}. Index : {sheet.index or 'aucun'}."
    )
    yield Heading(1, "Champs de transparence du modèle officiel")
    rows = [[one.nom, one.libelle, _told(one) or none] for one in sheet.champs]
    yield Table([["champ", "question", "réponse"], *rows])
    yield Heading(1, "Modèles")
    yield Table(
        [list(Modele.model_fields), *([value or none for value in dict(one).values()] for one in sheet.modeles)]
    )
    yield Heading(1, "Ce qui est noté, gardé, ouvert")
    yield Table([["point", "valeur"], *_settings(sheet)])
    yield Heading(1, "Évaluation")
    for one in sheet.evaluation:
        yield Paragraph(f"{one.questions} : {_figures(one.chiffres)}. Fait avec : {' | '.join(one.fait_avec)}.")
    if not sheet.evaluation:
        yield Paragraph(none)


def _settings(sheet: Fiche) -> list[list[str]]:
    servers = [f"{SERVERS[what]} : {url}" for what, url in sheet.ailleurs.items()]
    return [
        ["serveurs ailleurs", " ; ".join(servers) or "aucun"],
        ["accès", "par clé" if sheet.cles else "sans clé"],
        ["écoute", "cette machine seule" if sheet.cette_machine_seule else "d'autres machines"],
        ["questions au journal", "oui" if sheet.questions_au_journal else "non"],
        ["avis des lecteurs", f"gardés {sheet.avis_jours} jours" if sheet.avis_gardes else "non gardés"],
    ]


def _told(field: Champ) -> str:
    return " — ".join(part for part in (", ".join(field.valeurs), field.texte) if part)
