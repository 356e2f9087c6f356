"""What the public reads of a case's fields: their names and some of their values, in French and English."""

from assistant.schemas import Language

Words = dict[Language, str]

# The sections that a comparison shows, by the name of the field.
SECTIONS = {
    "resultats": "Résultats",
    "moyens": "Moyens",
    "difficultes": "Difficultés",
    "gouvernance": "Gouvernance",
    "suites": "Suites",
    "desaccords": "Désaccords",
}
LABELS: dict[str, Words] = {
    "territoire": {"fr": "Collectivité", "en": "Authority"},
    "region": {"fr": "Région", "en": "Region"},
    "theme": {"fr": "Thème", "en": "Theme"},
    "statut": {"fr": "Statut", "en": "Status"},
    "periode": {"fr": "Période", "en": "Period"},
    "techniques": {"fr": "Techniques", "en": "Techniques"},
    "partenaires": {"fr": "Partenaires", "en": "Partners"},
    "chiffres": {"fr": "Chiffres", "en": "Figures"},
    "resultats": {"fr": "Résultats", "en": "Results"},
    "moyens": {"fr": "Moyens", "en": "Means"},
    "difficultes": {"fr": "Difficultés", "en": "Difficulties"},
    "gouvernance": {"fr": "Gouvernance", "en": "Governance"},
    "suites": {"fr": "Suites", "en": "Next steps"},
    "desaccords": {"fr": "Désaccords entre sources", "en": "Disagreements between sources"},
    "budget": {"fr": "Budget", "en": "Budget"},
    "financement": {"fr": "Financement", "en": "Funding"},
    "mise_en_oeuvre": {"fr": "Mise en œuvre", "en": "Who built it"},
    "hebergement": {"fr": "Hébergement", "en": "Hosting"},
    "type_algorithme": {"fr": "Type d'algorithme", "en": "Kind of algorithm"},
    "nom_algorithme": {"fr": "Nom de l'algorithme", "en": "Name of the algorithm"},
    "algorithme_description": {"fr": "Description de l'algorithme", "en": "What the algorithm does"},
    "algorithme_operations": {"fr": "Opérations de l'algorithme", "en": "How the algorithm works"},
    "donnees_source": {"fr": "Source des données", "en": "Where the data come from"},
    "donnees_acces": {"fr": "Accès aux données", "en": "How the data are reached"},
    "decision": {"fr": "Qui décide", "en": "Who decides"},
    "risque": {"fr": "Risques", "en": "Risks"},
    "risque_categorie": {"fr": "Catégorie de risque", "en": "Risk category"},
    "proportionnalite": {"fr": "Pourquoi l'IA", "en": "Why AI"},
    "erreur": {"fr": "Erreurs", "en": "Errors"},
    "explicabilite": {"fr": "Explicabilité", "en": "Explainability"},
    "reversibilite": {"fr": "Réversibilité", "en": "Reversibility"},
    "objection": {"fr": "Droit d'objection", "en": "Right to object"},
    "impact_environnement": {"fr": "Impact environnemental", "en": "Environmental impact"},
    "status_abandon": {"fr": "Motif d'abandon", "en": "Why it was stopped"},
}
STATUSES: dict[str, Words] = {
    "en-projet": {"fr": "en projet", "en": "planned"},
    "experimentation": {"fr": "en expérimentation", "en": "on trial"},
    "deploye": {"fr": "déployé", "en": "deployed"},
    "termine": {"fr": "terminé", "en": "finished"},
    "arrete": {"fr": "arrêté", "en": "stopped"},
}  # `inconnu` has no words: it is as good as silence
NOT_DOCUMENTED: Words = {"fr": "non documenté", "en": "not documented"}
