"""Texts of the page where questions are asked."""

ROLES = ("elected", "services", "project", "data")  # whom the examples are for; three questions each

ASK: dict[str, tuple[str, str]] = {
    "ask.title": ("Demander", "Ask"),
    "ask.heading": (
        "Qu'ont fait les collectivités françaises avec l'IA ?",
        "What have French local authorities done with AI?",
    ),
    "ask.lead": (
        "Posez une question. Chaque phrase de la réponse renvoie au passage où elle a été lue, et de là à la page "
        "publique.",
        "Ask a question. Each sentence of the answer points to the passage where it was read, and from there to the "
        "public page.",
    ),
    "ask.question": ("Votre question", "Your question"),
    "ask.placeholder": ("Qui a réduit… ? Combien coûte… ?", "Who reduced…? How much does… cost?"),
    "ask.send": ("Demander", "Ask"),
    "ask.stop": ("Arrêter", "Stop"),
    "ask.keys": (
        "Entrée envoie, Maj + Entrée va à la ligne, ↑ rappelle la question précédente.",
        "Enter sends, Shift + Enter starts a line, ↑ recalls the question before.",
    ),
    "ask.new": ("Nouvelle conversation", "New conversation"),
    "ask.kept": (
        "La conversation reste dans cet onglet et disparaît avec lui.",
        "The conversation stays in this tab and goes with it.",
    ),
    # Examples, by role.
    "ask.examples": ("Des questions pour commencer", "Questions to begin with"),
    "ask.role.elected": ("Élue, élu", "Elected member"),
    "ask.role.services": ("Direction de service, agent", "Head of service, staff"),
    "ask.role.project": ("Cheffe, chef de projet", "Project lead"),
    "ask.role.data": ("Données, DSI", "Data, IT"),
    "ask.example.elected.1": (
        "Qui a réduit l'énergie des stations d'épuration ?",
        "Who reduced energy use in wastewater plants?",
    ),
    "ask.example.elected.2": (
        "Qui a adopté un cadre éthique pour l'IA ?",
        "Who adopted an ethical framework for AI?",
    ),
    "ask.example.elected.3": (
        "Pourquoi Valenciennes a-t-elle arrêté la vidéosurveillance de Huawei ?",
        "Why did Valenciennes stop Huawei's video surveillance?",
    ),
    "ask.example.services.1": (
        "Comment Nantes prévoit-elle les repas de ses cantines ?",
        "How does Nantes forecast the meals of its school canteens?",
    ),
    "ask.example.services.2": (
        "Comparer les cantines de Nantes et de Lyon",
        "Compare the canteens of Nantes and Lyon",
    ),
    "ask.example.services.3": (
        "Combien de collectivités utilisent un agent conversationnel ?",
        "How many authorities use a chatbot?",
    ),
    "ask.example.project.1": (
        "Quelles collectivités cherchent les fuites d'eau avec l'IA ?",
        "Which authorities look for water leaks with AI?",
    ),
    "ask.example.project.2": (
        "Combien de fuites la CAPI a-t-elle trouvées ?",
        "How many leaks did the CAPI find?",
    ),
    "ask.example.project.3": (
        "Quels projets sont encore en expérimentation ?",
        "Which projects are still on trial?",
    ),
    "ask.example.data.1": (
        "Quelles données utilise le calque de plantabilité de Bordeaux ?",
        "What data does the planting map of Bordeaux use?",
    ),
    "ask.example.data.2": (
        "Quels cas utilisent un jumeau numérique ?",
        "Which cases use a digital twin?",
    ),
    "ask.example.data.3": (
        "Comment les pompiers de Gironde détectent-ils les feux de forêt ?",
        "How do the firefighters of Gironde detect forest fires?",
    ),
    # How the question was read.
    "ask.you": ("Question :", "Question:"),
    "ask.standalone": ("Question comprise : {question}", "Question understood: {question}"),
    "ask.understood": ("Compris :", "Understood:"),
    "ask.only": ("Seulement :", "Only:"),
    "ask.left out": ("Laissé de côté :", "Left out:"),
    "ask.remove": ("Retirer cette condition et redemander", "Remove this condition and ask again"),
    "ask.put back": ("Remettre cette condition et redemander", "Put this condition back and ask again"),
    "ask.absent": ("Aucun cas dans la bibliothèque : {places}", "No case in the library: {places}"),
    "ask.queued": (
        "D'autres questions passent d'abord : vous êtes à la place {position}.",
        "Other questions go first: you are at place {position}.",
    ),
    "ask.progress": ("Rédaction : {done} cas sur {of}.", "Writing: {done} cases of {of}."),
    # What holds a sentence.
    "ask.legend": ("Comment une phrase tient", "How a sentence holds"),
    "ask.check.quoted": ("mot pour mot dans la source", "word for word in the source"),
    "ask.check.supported": (
        "traduite ; nombres et noms vérifiés dans la source",
        "translated; figures and names checked in the source",
    ),
    "ask.check.recorded": ("comptée ou copiée dans les fiches", "counted or copied from the records"),
    "ask.check.noted": ("dit jusqu'où va la réponse", "says how far the answer goes"),
    # Sources.
    "ask.sources": ("Sources", "Sources"),
    "ask.sources.of": ("Sources de : {question}", "Sources of: {question}"),
    "ask.sources.one": ("1 source", "1 source"),
    "ask.sources.many": ("{n} sources", "{n} sources"),
    "ask.source": ("Source {number} : {title}", "Source {number}: {title}"),
    "ask.source.read": ("Lire le passage", "Read the passage"),
    "ask.source.back": ("Revenir à la phrase", "Back to the sentence"),
    "ask.source.french": ("Les mots de la source, en français", "The words of the source, in French"),
    "ask.source.case": ("La fiche du cas", "The case"),
    "ask.source.public": ("Pages publiques", "Public pages"),
    "ask.source.upload": (
        "Document déposé, hors de la bibliothèque : {name}",
        "Document put in, not from the library: {name}",
    ),
    "ask.source.table": ("Ligne de la table officielle", "Row of the official table"),
    "ask.source.page": ("page {page}", "page {page}"),
    "ask.consulted": ("Consultés sans être cités", "Consulted, not cited"),
    # Kinds of answers.
    "ask.of": ("{n} sur {library}", "{n} of {library}"),
    "ask.show all": ("Afficher les {n} cas", "Show all {n} cases"),
    "ask.same": ("Ces conditions dans Explorer ({n} cas)", "These conditions in Explore ({n} cases)"),
    "ask.csv": ("Cette liste en CSV", "This list as CSV"),
    "ask.matrix": ("Comparaison", "Comparison"),
    "ask.point": ("Point comparé", "Point compared"),
    "ask.compare": ("Comparer en détail", "Compare in detail"),
    "ask.looked": (
        "Cherché dans les {library} cas de la bibliothèque ; {n} passages relus, aucun ne répond.",
        "Looked for in the {library} cases of the library; {n} passages were read, none answers.",
    ),
    "ask.looked.not": (
        "La bibliothèque n'a pas été fouillée : la question ne porte pas sur elle.",
        "The library was not searched: the question is not one for it.",
    ),
    "ask.nearest": ("Les cas les plus proches, qui ne répondent pas", "The nearest cases, which do not answer"),
    "ask.explore": ("Chercher autrement dans Explorer", "Search another way in Explore"),
    # What is done with an answer.
    "ask.next": ("Pour continuer", "To go on"),
    "ask.next.Résultats": ("Quels résultats ont été obtenus ?", "What results were obtained?"),
    "ask.next.Moyens": ("Quels moyens ont été engagés ?", "What means were committed?"),
    "ask.next.cost": ("Combien cela a-t-il coûté ?", "What did it cost?"),
    "ask.next.partners": ("Avec quels partenaires ?", "With which partners?"),
    "ask.next.Difficultés": ("Quelles difficultés ont été rencontrées ?", "What difficulties were met?"),
    "ask.next.Données": ("Quelles données sont utilisées ?", "What data are used?"),
    "ask.next.Gouvernance": ("Comment le projet est-il gouverné ?", "How is the project governed?"),
    "ask.next.Suites": ("Quelles suites sont prévues ?", "What comes next?"),
    "ask.next.Désaccords": ("Sur quoi les sources sont-elles en désaccord ?", "On what do the sources disagree?"),
    "ask.next.stopped": ("Pourquoi le projet a-t-il été arrêté ?", "Why was the project stopped?"),
    "ask.next.region": ("Quels autres cas dans la région {region} ?", "Which other cases in the region {region}?"),
    "ask.copy": ("Copier avec les références", "Copy with the references"),
    "ask.copied": ("Réponse copiée, références comprises.", "Answer copied, references included."),
    "ask.download": ("Télécharger (Markdown)", "Download (Markdown)"),
    "ask.link": ("Adresse de cette réponse", "Address of this answer"),
    "ask.basket": ("Mettre les cas cités au panier", "Put the cited cases in the basket"),
    "ask.basketed": ("{n} cas au panier.", "{n} cases in the basket."),
    "ask.references": ("Références", "References"),
    "ask.consulted on": ("consulté le {day}", "consulted on {day}"),
    "ask.made": (
        "Réponse de Précédents, index {index}, établie le {day}.",
        "Answer by Precedents, index {index}, made on {day}.",
    ),
    # Footer.
    "ask.first": ("première phrase en {seconds} s", "first sentence in {seconds} s"),
    "ask.total": ("réponse en {seconds} s", "answer in {seconds} s"),
    "ask.energy.measured": ("{joules} J mesurés", "{joules} J measured"),
    "ask.energy.estimated": ("environ {joules} J (estimation)", "about {joules} J (estimated)"),
    "ask.index": ("index {index}", "index {index}"),
    "ask.receipt": ("Reçu", "Receipt"),
    # Opinions.
    "ask.opinion": ("Cette réponse vous a-t-elle servi ?", "Was this answer of use?"),
    "ask.up": ("Oui", "Yes"),
    "ask.down": ("Non", "No"),
    "ask.reason": ("Qu'est-ce qui ne va pas ?", "What is wrong?"),
    "ask.reason.wrong-source": ("Mauvaise source", "Wrong source"),
    "ask.reason.wrong-fact": ("Fait inexact", "Wrong fact"),
    "ask.reason.missing-case": ("Un cas manque", "A case is missing"),
    "ask.reason.other": ("Autre chose", "Something else"),
    "ask.comment": ("En quelques mots (facultatif)", "In a few words (optional)"),
    "ask.consent": (
        "Si vous envoyez, ce service garde {days} jours la question, votre avis, les cas cités, la version de l'index "
        "et la date, pour corriger la bibliothèque et ses réponses. Rien ne dit qui vous êtes : n'écrivez pas de nom.",
        "If you send, this service keeps the question, your opinion, the cases cited, the version of the index and the "
        "day, for {days} days, to mend the library and its answers. Nothing says who you are: write no name.",
    ),
    "ask.consent.send": ("J'accepte, envoyer", "I agree, send"),
    "ask.consent.cancel": ("Ne rien envoyer", "Send nothing"),
    "ask.thanks": ("Merci, votre avis est gardé.", "Thank you, your opinion is kept."),
    "ask.unkept": ("Votre avis n'a pas pu être gardé ; réessayez.", "Your opinion could not be kept; try again."),
    # What happens, said aloud; and what goes wrong.
    "ask.said.searching": ("Recherche en cours…", "Searching…"),
    "ask.said.writing": ("Rédaction en cours…", "Writing…"),
    "ask.said.done": ("Réponse complète.", "The answer is complete."),
    "ask.said.abstained": (
        "La bibliothèque ne répond pas à cette question.",
        "The library does not answer this question.",
    ),
    "ask.stopped": ("Réponse arrêtée à votre demande.", "Answer stopped, as you asked."),
    "ask.again": ("Redemander", "Ask again"),
    "ask.fault.too-busy": (
        "Trop de questions en même temps. Revenez dans {seconds} s.",
        "Too many questions at once. Come again in {seconds} s.",
    ),
    "ask.fault.invalid-request": (
        "Cette question ne peut pas être posée telle quelle.",
        "This question cannot be asked as it is.",
    ),
    "ask.fault.unavailable": (
        "Le service ne peut pas répondre en ce moment. Réessayez dans une minute.",
        "The service cannot answer just now. Try again in a minute.",
    ),
    "ask.fault.failed": (
        "La réponse s'est interrompue par la faute du service. Réessayez.",
        "The answer broke off through a fault of the service. Try again.",
    ),
}  # fmt: skip
