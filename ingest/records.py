"""The typed record of a case: what its front matter holds.

Field names and values are those of the corpus and of the official library's open data
model (Les Interconnectés, `interconnectes_IA-schema.json`), so they stay in French.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

Echelon = Literal["commune", "intercommunalite", "departement", "region", "syndicat", "etat", "autre"]
Statut = Literal["en-projet", "experimentation", "deploye", "termine", "arrete", "inconnu"]
Theme = Literal[
    "eau", "energie", "batiment", "mobilite", "voirie", "dechets-proprete", "nature", "urbanisme",
    "relation-usagers", "administration", "gouvernance", "securite", "risques", "education-social",
    "culture-tourisme", "agriculture-alimentation",
]  # fmt: skip
ThemeOfficiel = Literal[
    "Transition écologique et énergétique", "Attractivité et développement",
    "Citoyenneté, santé et solidarité", "Mobilités", "Gouvernance et socles technologiques",
    "Administration et organisation interne",
]  # fmt: skip
SousTheme = Literal[
    "Performance énergétique", "Commerce et développement économique", "Education",
    "Logistique urbaine", "Modélisation et jumeau numérique", "Gestion des ressources humaines",
    "Eclairage public", "Agriculture", "Santé et accès aux soins", "Multimodalités",
    "Outillage système d’information", "Gestion des assemblées", "Gestion de l’eau",
    "Culture et loisirs", "Accessibilité et handicap", "Flux et trafic",
    "Infrastructures numériques", "Gestion des marchés publics", "Déchets et économie circulaire",
    "Construction et aménagement", "Lien social et relation aux usagers", "Mobilité décarbonée",
    "Gouvernance et stratégie numérique responsable", "Aide à la rédaction et gestion documentaire",
    "Qualité de l’air et nuisances sonores", "Immobilier", "Inclusion numérique", "Stationnement",
    "Plateforme de données", "Aide juridique", "Biodiversité et préservation des espaces naturels",
    "Participation citoyenne", "Cybersécurité", "Prévention et gestion des risques",
]  # fmt: skip
TypeCollectivite = Literal[
    "Commune", "EPCI", "Métropole", "Communauté d'agglomérations", "EPT", "Département", "Région",
    "Syndicat mixte", "Opérateur",
]  # fmt: skip
StatutOfficiel = Literal["En exploration", "En expérimentation", "En déploiement", "Terminé", "Abandonné"]
Audience = Literal[
    "Grand public", "Bénéficiaire", "Agent", "Association", "Élu", "Entreprises", "Collectivités",
    "Établissement scolaire", "Établissement santé",
]  # fmt: skip
TypeAlgorithme = Literal[
    "Machine Learning", "Traitement Automatique du langage", "IA générative", "Computer vision",
    "Réseaux de neurones", "NSP",
]  # fmt: skip
Technique = Literal[
    "agent-conversationnel", "agent-vocal", "aide-a-la-decision", "algorithmes-de-calcul", "analyse-de-donnees",
    "analyse-sonore", "annotation-participative", "appariement", "apprentissage-adaptatif",
    "apprentissage-automatique", "apprentissage-profond", "automatisation", "croisement-de-donnees", "drone",
    "hypervision", "ia-embarquee", "ia-generative", "ia-non-precisee", "information-temps-reel",
    "infrastructure-de-calcul", "jumeau-numerique", "lidar", "objets-connectes", "optimisation",
    "pilotage-temps-reel", "prediction", "rag", "recherche-documentaire", "recommandation",
    "reconnaissance-de-caracteres", "reconnaissance-ecriture-manuscrite", "reconnaissance-faciale", "robotique",
    "simulation", "systeme-information-geographique", "teledetection", "traitement-du-langage", "transcription",
    "vision-par-ordinateur",
]  # fmt: skip
Budget = Literal["moins de 50k€", "de 50k€ à 100k€", "plus de 100k€"]
RisqueCategorie = Literal["minimal", "limité", "élevé", "inacceptable"]
SourceNumber = Annotated[int, Field(ge=1)]


class Record(BaseModel):
    """Base of every record: unknown keys are errors, values never change once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PublicSource(Record):
    """A public page in which facts of the case were read. `date` is AAAA, AAAA-MM, AAAA-MM-JJ or ""."""

    url: str = Field(pattern=r"^https?://\S+$")
    editeur: str
    titre: str
    date: str = Field(default="", pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$")


class Chiffre(Record):
    """One figure: what it measures, its value, its unit, and the sources that give it."""

    quoi: str
    valeur: FiniteFloat | int
    unite: str
    sources: list[SourceNumber] = Field(min_length=1)


class Bibliotheque(Record):
    """The official library's fields, with its labels; what a case does not answer stays empty.

    From `status_abandon` on, the transparency questions: each answer is a French text that ends
    in footnote marks, like any sentence of the case.
    """

    theme: ThemeOfficiel
    sous_themes: list[SousTheme] = Field(default_factory=list, max_length=2)
    type_de_collectivite: TypeCollectivite | None = None
    statut_du_projet: StatutOfficiel | None = None
    date_de_demarrage: str = Field(default="", pattern=r"^((\d{2}/)?\d{2}/\d{4})?$")
    audience: list[Audience] = Field(default_factory=list)
    url_service: str = ""
    type_algorithme: list[TypeAlgorithme] = Field(default_factory=list)
    nom_algorithme: str = ""
    budget: Budget | None = None
    risque_categorie: RisqueCategorie | None = None
    url_ressources: str = ""
    status_abandon: str = ""
    financement: str = ""
    mise_en_oeuvre: str = ""
    hebergement: str = ""
    algorithme_description: str = ""
    algorithme_operations: str = ""
    donnees_source: str = ""
    donnees_acces: str = ""
    decision: str = ""
    risque: str = ""
    proportionnalite: str = ""
    erreur: str = ""
    explicabilite: str = ""
    reversibilite: str = ""
    objection: str = ""
    impact_environnement: str = ""


class FrontMatter(Record):
    """The head of a case document, as its author writes it.

    `code` is the authority's INSEE (commune, département, région) or SIREN (intercommunalité)
    code in the territorial reference (`ingest.territories`), "" where it is not in it.
    `sujets` are concepts of the thesaurus (`ingest.thesaurus`); techniques are subjects too and
    need not be repeated there.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    titre: str = Field(min_length=1)
    territoire: str = Field(min_length=1)
    echelon: Echelon
    code: str = Field(default="", pattern=r"^(\d[0-9AB]\d{0,7}|)$")
    departement: str = Field(pattern=r"^(\d{2,3}|2[AB]|)$")
    region: str
    theme: Theme
    autres_themes: list[Theme]
    periode: str
    statut: Statut
    techniques: list[Technique]
    sujets: list[str] = Field(default_factory=list)
    partenaires: list[str]
    bibliotheque: Bibliotheque
    chiffres: list[Chiffre]
    sources: list[PublicSource] = Field(min_length=1)
    resume: str
    summary: str
