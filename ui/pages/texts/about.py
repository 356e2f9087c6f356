"""Texts of the page about."""

ABOUT: dict[str, tuple[str, str]] = {
    "about.title": ("À propos", "About"),
    "about.what": ("Ce que c'est", "What it is"),
    "about.what.1": (
        "Précédents répond aux questions sur ce que les collectivités françaises ont fait de l'intelligence "
        "artificielle : ce qui a marché, ce que cela a coûté, ce qui a été arrêté. Chaque phrase d'une réponse renvoie "
        "au passage sur lequel elle repose, et de là à la page publique où le fait a été lu.",
        "Precedents answers questions about what French local authorities did with artificial intelligence: what "
        "worked, what it cost, what was stopped. Each sentence of an answer leads to the passage it rests on, and from "
        "there to the public page where the fact was read.",
    ),
    "about.what.2": (
        "Il s'adresse aux élus, aux agents et aux chefs de projet. Il aide à trouver des précédents ; il ne conseille "
        "pas et ne décide de rien.",
        "It is meant for elected representatives, civil servants and project leads. It helps to find precedents; it "
        "gives no advice and decides nothing.",
    ),
    "about.limits": ("Ce qu'il ne sait pas faire", "What it cannot do"),
    "about.limits.says": (
        "Il ne sait que ce que les fiches disent. Une question sur ce qu'un cas documenté ne dit pas reçoit souvent ce "
        "qu'il dit.",
        "It knows only what the cases say. A question about something that a documented case does not say is often "
        "answered with what it does say.",
    ),
    "about.limits.refused": (
        "{name} : {recall} des questions auxquelles la bibliothèque ne répond pas ont été refusées, et {precision} des "
        "refus étaient justifiés.",
        "{name}: {recall} of the questions that the library cannot answer were refused, and {precision} of the "
        "refusals were right.",
    ),
    "about.limits.measured": ("Les mesures sont sur la page Évaluation.", "The measures are on the Evaluation page."),
    "about.limits.unmeasured": (
        "Les refus n'ont pas été mesurés avec ce code.",
        "Refusals were not measured with this code.",
    ),
    "about.limits.lists": (
        "Une liste est aussi complète que les sujets donnés aux cas ; les chiffres ne se comparent d'un cas à l'autre "
        "qu'en pourcentages et en euros (« qui a économisé plus de 10 % ? »).",
        "A list is as complete as the subjects given to the cases; figures are compared across cases in percentages "
        "and euros alone (“who saved more than 10 %?”).",
    ),
    "about.limits.upload": (
        "Une question en français ne trouve pas un document déposé en anglais.",
        "A question in French does not find an uploaded document in English.",
    ),
    "about.limits.age": (
        "Les fiches ont été écrites à partir de pages publiques, à une date : un projet a pu changer depuis.",
        "The cases were written from public pages, on a day: a project may have changed since.",
    ),
    "about.models": ("Modèles et licences", "Models and licences"),
    "about.models.caption": ("Les modèles de ce service, tels que réglés", "The models of this service, as it is set"),
    "about.models.use": ("Rôle", "Use"),
    "about.models.name": ("Modèle", "Model"),
    "about.models.licence": ("Licence", "Licence"),
    "about.models.origin": ("Origine", "Origin"),
    "about.models.embeddings": ("Recherche (plongements)", "Search (embeddings)"),
    "about.models.questions": (
        "Recherche, questions (le même modèle, poids sur 8 bits)",
        "Search, questions (the same model, weights of 8 bits)",
    ),
    "about.models.llm": (
        "Traduction des phrases sans édition anglaise",
        "Translation of sentences without English edition",
    ),
    "about.models.unknown": ("non précisée par les réglages", "not told by the settings"),
    "about.licences": (
        "Le code est sous licence MIT ; les fiches et le référentiel des territoires sous Licence Ouverte 2.0 ; chaque "
        "fait appartient à la page publique qu'il cite. Polices Atkinson Hyperlegible Next et Source Serif 4 : SIL "
        "Open Font License ; Swagger UI : Apache 2.0.",
        "The code is under the MIT licence; the cases and the territorial reference under Licence Ouverte 2.0; each "
        "fact belongs to the public page it cites. The typefaces Atkinson Hyperlegible Next and Source Serif 4 are "
        "under the SIL Open Font License, Swagger UI under Apache 2.0.",
    ),
    "about.kept": ("Ce qui est noté et gardé", "What is logged and kept"),
    "about.kept.questions.no": (
        "Les questions ne sont pas écrites dans le journal du service.",
        "Questions are not written into the service's log.",
    ),
    "about.kept.questions.yes": (
        "Les questions sont écrites dans le journal du service : son exploitant l'a choisi.",
        "Questions are written into the service's log: its operator chose so.",
    ),
    "about.kept.log": (
        "Le journal note de chaque demande l'heure, la route, la durée et le résultat ; d'une réponse, sa "
        "sorte, sa langue, sa durée et les cas cités.",
        "Of each request, the log has the time, the route, how long it took and what came of it; of an "
        "answer its kind, its language, its time and the cases it cites.",
    ),
    "about.kept.feedback.no": ("Les avis sur les réponses ne sont pas gardés.", "Opinions on answers are not kept."),
    "about.kept.feedback.yes": (
        "Un avis que vous donnez sur une réponse est gardé {days} jours, avec la question et le jour, et rien de qui "
        "l'a donné.",
        "An opinion that you give on an answer is kept for {days} days, with the question and the day, and nothing of "
        "who gave it.",
    ),
    "about.kept.browser": (
        "Dans votre navigateur : la langue choisie (un témoin de connexion), le thème, le panier, un brouillon, et "
        "dans l'onglet seul la conversation et la note. Aucune mesure d'audience, aucun témoin d'un tiers.",
        "In your browser: the language chosen (a cookie), the theme, the basket, a draft, and in the tab alone the "
        "conversation and the note. No audience measure, no cookie of a third party.",
    ),
    "about.kept.document": (
        "Le registre du traitement et la note d'impact, pour un délégué à la protection des données, sont dans "
        "docs/confidentialite.md, livré avec le code.",
        "The record of processing and the impact note, for a data-protection officer, are in docs/privacy.md, which "
        "comes with the code.",
    ),
    "about.kept.keys.yes": (
        "L'accès est par clé : le service sait quelle clé demande, pour en limiter le débit.",
        "Access is by key: the service knows which key asks, so as to limit its rate.",
    ),
    "about.kept.keys.no": (
        "Aucune clé n'est demandée : le service ne sait pas qui demande.",
        "No key is asked for: the service does not know who asks.",
    ),
    "about.answers": ("Qui en répond", "Who answers for it"),
    "about.answers.none": (
        "Non indiqué par l'exploitant de ce service.",
        "Not stated by the operator of this service.",
    ),
    "about.own": ("Les questions de transparence, posées à lui-même", "The transparency questions, asked of itself"),
    "about.own.lead": (
        "La bibliothèque pose ces questions aux projets des collectivités. Voici ce que ce service en répond, d'après "
        "ses réglages du moment.",
        "The library asks these questions of the authorities' projects. This is what this service answers, from its "
        "settings as they are now.",
    ),
    "about.own.register": (
        "Fiche de registre de ce service, aux champs du modèle officiel",
        "Register sheet of this service, in the official model's fields",
    ),
    "about.own.financement": (
        "Non documenté : ni le code ni les réglages ne le disent.",
        "Not documented: neither the code nor the settings say.",
    ),
    "about.own.mise_en_oeuvre": (
        "Un logiciel libre (licence MIT), installé et tenu par l'exploitant du service.",
        "Free software (MIT licence), installed and kept by the operator of the service.",
    ),
    "about.own.hebergement": (
        "Tout tourne sur la machine du service : la recherche, l'index et les modèles. Rien n'en sort.",
        "Everything runs on the machine of the service: the search, the index and the models. Nothing leaves it.",
    ),
    "about.own.hebergement.elsewhere": (
        "Le service est réglé pour confier une partie du travail à un autre serveur, choisi par son exploitant :",
        "The service is set to give part of its work to another server, chosen by its operator:",
    ),
    "about.own.algorithme_description": (
        "Une recherche dans les fiches, par le sens et par les mots, puis un choix des phrases qui répondent. Le "
        "modèle de langue ne rédige pas la réponse : il traduit, au plus, une phrase sans édition anglaise.",
        "A search in the cases, by meaning and by words, then a choice of the sentences that answer. The language "
        "model does not write the answer: at most it translates a sentence that has no English edition.",
    ),
    "about.own.algorithme_operations": (
        "Trois classements (passages, phrases, mots) fondus par le rang ; une régression logistique décide de répondre "
        "ou de refuser ; une traduction n'est montrée que si chaque nombre et chaque nom figure dans sa source.",
        "Three rankings (passages, sentences, words) fused by rank; a logistic regression decides whether to answer or "
        "to refuse; a translation is shown only if every number and every name in it stands in its source.",
    ),
    "about.own.donnees_source": (
        "Les fiches de la bibliothèque, écrites à partir de pages publiques citées, et les documents déposés dans ce "
        "service, marqués comme tels.",
        "The cases of the library, written from public pages that are cited, and the documents put into this service, "
        "marked as such.",
    ),
    "about.own.donnees_acces": (
        "Par ces pages, par une API ouverte et en fichiers (Markdown, CSV, JSON).",
        "By these pages, by an open API and as files (Markdown, CSV, JSON).",
    ),
    "about.own.decision": (
        "Aucune décision n'est prise : le lecteur décide, sources en main.",
        "No decision is taken: the reader decides, with the sources at hand.",
    ),
    "about.own.risque": (
        "Prendre pour une réponse ce qui n'en est pas une, ou pour complète une liste qui ne l'est pas ; des sources "
        "elles-mêmes inexactes.",
        "To take for an answer what is none, or for complete a list that is not; sources that are themselves wrong.",
    ),
    "about.own.proportionnalite": (
        "Chercher par le sens trouve des cas dont les mots diffèrent de ceux de la question, et d'une langue à l'autre "
        "; listes et comptes se passent de modèle.",
        "Searching by meaning finds cases whose words are not those of the question, and across languages; lists and "
        "counts do without a model.",
    ),
    "about.own.erreur": (
        "Mesurées sur des questions connues d'avance, publiées avec les questions ratées : voir la page Évaluation.",
        "Measured on questions known beforehand, and published with the failed questions: see the Evaluation page.",
    ),
    "about.own.explicabilite": (
        "Chaque phrase montre ses sources, mot pour mot ; ce qui a produit la réponse (index, modèles, réglages) "
        "l'accompagne.",
        "Each sentence shows its sources, word for word; what made the answer (index, models, settings) comes with it.",
    ),
    "about.own.reversibilite": (
        "Le service s'arrête sans rien emporter : fiches en Markdown, réponses et dossiers en formats ouverts.",
        "The service can be stopped with nothing lost: cases in Markdown, answers and dossiers in open formats.",
    ),
    "about.own.reversibilite.elsewhere": (
        "Deux réglages suffisent pour tout ramener sur une seule machine ; fiches en Markdown, dossiers en formats "
        "ouverts.",
        "Two settings bring everything back to one machine; cases in Markdown, dossiers in open formats.",
    ),
    "about.own.objection": (
        "Une collectivité peut demander la correction d'une fiche, par la page Contribuer ou auprès de qui répond du "
        "service.",
        "An authority may ask for a case to be corrected, by the Contribute page or from whoever answers for the "
        "service.",
    ),
    "about.own.impact_environnement": (
        "L'énergie d'une question est mesurée ou estimée (page Évaluation). Aucune carte graphique n'est nécessaire ; "
        "un texte n'est jamais calculé deux fois.",
        "The energy of a question is measured or estimated (Evaluation page). No graphics card is needed; no text is "
        "computed twice.",
    ),
    "about.elsewhere.llm": ("modèle de langue : {url}", "language model: {url}"),
    "about.elsewhere.traces": ("traces : {url}", "traces: {url}"),
    "about.elsewhere.index": ("index : {url}", "index: {url}"),
    "about.accessibility": (
        "L'état de l'accessibilité de ces pages, ce qui a été contrôlé et ce qui ne l'a pas été, est dans "
        "docs/accessibilite.md, livré avec le code.",
        "How accessible these pages are, what was checked and what was not, is in docs/accessibility.md, which comes "
        "with the code.",
    ),
}
