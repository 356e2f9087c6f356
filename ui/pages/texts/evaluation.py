"""Texts of the page evaluation."""

EVALUATION: dict[str, tuple[str, str]] = {
    "evaluation.title": ("Évaluation", "Evaluation"),
    "evaluation.lead": (
        "Toute la chaîne est mesurée sur des questions écrites d'avance, en français et en anglais, dont on connaît "
        "les cas et les faits attendus. Ces chiffres sont écrits par la mesure, jamais à la main.",
        "The whole chain is measured on questions written beforehand, in French and English, whose cases and facts are "
        "known. These figures are written by the measurement, never by hand.",
    ),
    "evaluation.none": (
        "Aucun résultat n'est publié avec ce code. Cette commande mesure tout et publie :",
        "No result is published with this code. This command measures everything and publishes:",
    ),
    "evaluation.set": ("Questions : {name}", "Questions: {name}"),
    "evaluation.set.dev.jsonl": (
        "Jeu de réglage : les questions qui ont servi à régler le système",
        "Development set: the questions that the system was tuned on",
    ),
    "evaluation.set.test.jsonl": (
        "Jeu d'épreuve : aucun poids n'y a été ajusté, mais il a déjà été mesuré, et trois règles revues après",
        "Test set: no weight was fitted on it, but it was scored before, and three rules changed after",
    ),
    "evaluation.system": ("Mesure", "Measure"),
    "evaluation.questions": ("{n} questions", "{n} questions"),
    "evaluation.group.search": ("Recherche", "Search"),
    "evaluation.group.answers": ("Réponses", "Answers"),
    "evaluation.group.spent": ("Temps et énergie", "Time and energy"),
    "evaluation.table": (
        "{group}, chaque système à côté des autres, sur les mêmes questions que lui",
        "{group}, each system beside the others, on the same questions",
    ),
    "evaluation.when": ("Mesuré le", "Measured on"),
    "evaluation.made": ("Code, index et modèles mesurés", "Code, index and models that were measured"),
    "evaluation.beside": (
        "Un système lent n'est interrogé que sur quelques questions ; le nôtre est alors remontré à côté sur ces mêmes "
        "questions.",
        "A slow system is put only a few of the questions; ours is then shown again beside it, on those same "
        "questions.",
    ),
    "evaluation.records": ("Dernières mesures de cette machine", "Last measurements of this machine"),
    "evaluation.no_record": (
        "Cette machine n'a pas de relevé question par question. Cette commande en fait un (une heure environ) ; les "
        "questions ratées se liront ici :",
        "This machine has no record question by question. This command makes one (in about an hour); the failed "
        "questions will be read here:",
    ),
    "evaluation.run": (
        "{n} questions, le {day}, sur {machine}, code {code}.",
        "{n} questions, on {day}, on {machine}, code {code}.",
    ),
    "evaluation.by.language": ("Par langue", "By language"),
    "evaluation.by.kind": ("Par sorte de question", "By kind of question"),
    "evaluation.by.theme": ("Par thème des cas attendus", "By theme of the expected cases"),
    "evaluation.part": ("Part", "Part"),
    "evaluation.count": ("Questions", "Questions"),
    "evaluation.failed": ("Questions ratées : {n}", "Failed questions: {n}"),
    "evaluation.failed.none": ("Aucune question n'a échoué.", "No question failed."),
    "evaluation.wrong": ("Ce qui ne va pas", "What is wrong"),
    "evaluation.before": ("Demandé avant", "Asked before"),
    "evaluation.expected": ("Cas attendus", "Expected cases"),
    "evaluation.refusal": ("un refus", "a refusal"),
    "evaluation.facts": ("Faits attendus", "Expected facts"),
    "evaluation.retrieved": ("Cas trouvés, les cinq premiers", "Cases found, the first five"),
    "evaluation.written": ("Réponse écrite", "Answer written"),
    "evaluation.cited": ("Cas cités", "Cases cited"),
    "evaluation.nothing": ("rien", "nothing"),
    "evaluation.fault": ("Un relevé ne se lit pas :", "A record cannot be read:"),
}

# What each measure is, for those who do not know its name.
MEASURES: dict[str, tuple[str, str]] = {
    "passed": ("réponses sans défaut", "answers without a fault"),
    "nDCG@10": ("bons cas en tête (nDCG@10)", "right cases first (nDCG@10)"),
    "recall@1": ("bon cas au premier rang", "right case in first place"),
    "recall@5": ("bons cas parmi cinq", "right cases among five"),
    "MRR": ("rang du premier bon cas (MRR)", "rank of the first right case (MRR)"),
    "facts present": ("faits attendus présents", "expected facts present"),
    "citation precision": ("cas cités à raison", "cases rightly cited"),
    "citation recall": ("cas attendus cités", "expected cases cited"),
    "list F1": ("listes justes (F1)", "right lists (F1)"),
    "count exact": ("comptes exacts", "exact counts"),
    "decision": ("bonne décision de répondre ou refuser", "right decision to answer or refuse"),
    "facts present, follow-ups": ("faits présents, questions de suite", "facts present, follow-up questions"),
    "facts present, standalone": ("faits présents, les mêmes questions seules", "facts present, the same asked alone"),
    "decision, follow-ups": ("bonne décision, questions de suite", "right decision, follow-up questions"),
    "decision, standalone": ("bonne décision, les mêmes questions seules", "right decision, the same asked alone"),
    "language": ("dans la langue demandée", "in the language asked"),
    "invented citations": ("citations inventées, par question", "invented citations a question"),
    "unsupported numbers": ("nombres sans source, par question", "numbers without source a question"),
    "refusal precision": ("refus justifiés", "refusals that were right"),
    "refusal recall": ("questions sans réponse refusées", "unanswerable questions refused"),
    "search, p50, ms": ("recherche, médiane (ms)", "search, median (ms)"),
    "search, p95, ms": ("recherche, 95 % en moins de (ms)", "search, 95 % within (ms)"),
    "first sentence, p50, ms": ("première phrase, médiane (ms)", "first sentence, median (ms)"),
    "first sentence, p95, ms": ("première phrase, 95 % en moins de (ms)", "first sentence, 95 % within (ms)"),
    "whole answer, p50, ms": ("réponse entière, médiane (ms)", "whole answer, median (ms)"),
    "whole answer, p95, ms": ("réponse entière, 95 % en moins de (ms)", "whole answer, 95 % within (ms)"),
    "tokens read": ("jetons lus par le modèle", "tokens the model read"),
    "tokens written": ("jetons écrits par le modèle", "tokens the model wrote"),
    "energy, J": ("énergie d'une question (J)", "energy of a question (J)"),
    "energy at least, J": ("énergie, au moins (J)", "energy, at least (J)"),
    "energy at most, J": ("énergie, au plus (J)", "energy, at most (J)"),
}
EVALUATION |= {f"measure.{name}": texts for name, texts in MEASURES.items()}
