"""What the public reads of the values of a case's fields, in French and English; an unknown value is its own label."""

from pathlib import Path

from assistant.fields import NOT_DOCUMENTED, STATUSES, Words
from assistant.schemas import Language
from ingest.territories import territories
from ingest.thesaurus import read_thesaurus

THEMES: dict[str, Words] = {
    "eau": {"fr": "Eau", "en": "Water"},
    "energie": {"fr": "Énergie", "en": "Energy"},
    "batiment": {"fr": "Bâtiment", "en": "Buildings"},
    "mobilite": {"fr": "Mobilité", "en": "Mobility"},
    "voirie": {"fr": "Voirie", "en": "Roads and streets"},
    "dechets-proprete": {"fr": "Déchets et propreté", "en": "Waste and cleanliness"},
    "nature": {"fr": "Nature", "en": "Nature"},
    "urbanisme": {"fr": "Urbanisme", "en": "Town planning"},
    "relation-usagers": {"fr": "Relation aux usagers", "en": "Service to residents"},
    "administration": {"fr": "Administration", "en": "Administration"},
    "gouvernance": {"fr": "Gouvernance", "en": "Governance"},
    "securite": {"fr": "Sécurité", "en": "Security"},
    "risques": {"fr": "Risques", "en": "Risks"},
    "education-social": {"fr": "Éducation et social", "en": "Education and welfare"},
    "culture-tourisme": {"fr": "Culture et tourisme", "en": "Culture and tourism"},
    "agriculture-alimentation": {"fr": "Agriculture et alimentation", "en": "Farming and food"},
}
ECHELONS: dict[str, Words] = {
    "commune": {"fr": "Commune", "en": "Municipality"},
    "intercommunalite": {"fr": "Intercommunalité", "en": "Group of municipalities"},
    "departement": {"fr": "Département", "en": "Département"},
    "region": {"fr": "Région", "en": "Region"},
    "syndicat": {"fr": "Syndicat", "en": "Joint authority"},
    "etat": {"fr": "État", "en": "State"},
    "autre": {"fr": "Autre organisme", "en": "Other body"},
}
# The official library's lists are in French; these are their English names.
ENGLISH = {
    "Performance énergétique": "Energy performance",
    "Commerce et développement économique": "Trade and economic development",
    "Education": "Education",
    "Logistique urbaine": "Urban logistics",
    "Modélisation et jumeau numérique": "Modelling and digital twins",
    "Gestion des ressources humaines": "Human resources",
    "Eclairage public": "Street lighting",
    "Agriculture": "Farming",
    "Santé et accès aux soins": "Health and access to care",
    "Multimodalités": "Multimodal transport",
    "Outillage système d’information": "Information system tools",
    "Gestion des assemblées": "Running of assemblies",
    "Gestion de l’eau": "Water management",
    "Culture et loisirs": "Culture and leisure",
    "Accessibilité et handicap": "Accessibility and disability",
    "Flux et trafic": "Flows and traffic",
    "Infrastructures numériques": "Digital infrastructure",
    "Gestion des marchés publics": "Public procurement",
    "Déchets et économie circulaire": "Waste and circular economy",
    "Construction et aménagement": "Building and development",
    "Lien social et relation aux usagers": "Social ties and service to residents",
    "Mobilité décarbonée": "Low-carbon mobility",
    "Gouvernance et stratégie numérique responsable": "Governance and responsible digital strategy",
    "Aide à la rédaction et gestion documentaire": "Writing aid and document management",
    "Qualité de l’air et nuisances sonores": "Air quality and noise",
    "Immobilier": "Property",
    "Inclusion numérique": "Digital inclusion",
    "Stationnement": "Parking",
    "Plateforme de données": "Data platform",
    "Aide juridique": "Legal assistance",
    "Biodiversité et préservation des espaces naturels": "Biodiversity and natural areas",
    "Participation citoyenne": "Citizen participation",
    "Cybersécurité": "Cybersecurity",
    "Prévention et gestion des risques": "Risk prevention and management",
    "Grand public": "General public",
    "Bénéficiaire": "Beneficiaries",
    "Agent": "Staff",
    "Association": "Associations",
    "Élu": "Elected members",
    "Entreprises": "Businesses",
    "Collectivités": "Local authorities",
    "Établissement scolaire": "Schools",
    "Établissement santé": "Health institutions",
    "Machine Learning": "Machine learning",
    "Traitement Automatique du langage": "Natural language processing",
    "IA générative": "Generative AI",
    "Computer vision": "Computer vision",
    "Réseaux de neurones": "Neural networks",
    "moins de 50k€": "under €50k",
    "de 50k€ à 100k€": "€50k to €100k",
    "plus de 100k€": "over €100k",
    "minimal": "minimal",
    "limité": "limited",
    "élevé": "high",
    "inacceptable": "unacceptable",
}
RECORDS = {"theme": THEMES, "echelon": ECHELONS, "statut": {**STATUSES, "inconnu": NOT_DOCUMENTED}}


def label_of(field: str, value: str, language: Language, corpus: Path) -> str:
    """A value of a case's field as it is read; subjects and techniques as the thesaurus of `corpus` has them."""
    if field in RECORDS:
        words = RECORDS[field].get(value)
        return words[language] if words else value
    if field == "departement":
        found = territories().get(("departement", value))
        return found.nom if found else value
    if field in ("techniques", "sujets"):
        concept = read_thesaurus(corpus).by_id.get(value)
        named = {"fr": concept.fr, "en": concept.en}[language] if concept else value.replace("-", " ")
        return named[:1].upper() + named[1:]
    return ENGLISH.get(value, value) if language == "en" else value
