"""Texts of the page compare."""

COMPARE: dict[str, tuple[str, str]] = {
    "compare.title": ("Comparer des cas", "Compare cases"),
    "compare.lead": (
        "Jusqu'à vingt cas côte à côte. Chaque phrase porte le numéro de la page où le fait a été lu.",
        "Up to twenty cases side by side. Each sentence carries the number of the page where the fact was read.",
    ),
    "compare.empty": ("Votre panier est vide", "Your basket is empty"),
    "compare.empty.how": (
        "Mettez-y des cas depuis les réponses, la page Explorer ou une fiche, avec le bouton « Ajouter au panier ». "
        "Ou cherchez-en un ici :",
        "Put cases in it from answers, the Explore page or a case's own page, with the button “Add to the basket”. "
        "Or look for one here:",
    ),
    "compare.add": ("Ajouter un cas", "Add a case"),
    "compare.words": ("Mots d'un titre, d'une collectivité, d'un résumé", "Words of a title, an authority, a summary"),
    "compare.example": ("stations d'épuration", "wastewater plants"),
    "compare.search": ("Chercher", "Search"),
    "compare.found": ("Cas trouvés", "Cases found"),
    "compare.put": ("Comparer", "Compare"),
    "compare.none": (
        "Aucun autre cas n'a tous ces mots. Essayez-en moins, ou un nom de collectivité.",
        "No other case holds all of these words. Try fewer, or the name of an authority.",
    ),
    "compare.unknown": (
        "Ces cas ne sont pas dans la bibliothèque, les autres sont comparés :",
        "These cases are not in the library; the others are compared:",
    ),
    "compare.too_many": (
        "Vingt cas au plus se comparent : les vingt premiers sont montrés.",
        "At most twenty cases are compared: the first twenty are shown.",
    ),
    "compare.matrix": ("{n} cas", "{n} cases"),
    "compare.matrix.one": ("1 cas", "1 case"),
    "compare.caption": (
        "Comparaison : une colonne par cas, une ligne par rubrique. « Non documenté » : la fiche ne le dit pas.",
        "Comparison: a column a case, a row a field. “Not documented”: the case does not say.",
    ),
    "compare.field": ("Rubrique", "Field"),
    "compare.fields": ("Choisir les rubriques", "Choose the fields"),
    "compare.fields.apply": ("Montrer ces rubriques", "Show these fields"),
    "compare.fields.usual": ("Les rubriques habituelles", "The usual fields"),
    "compare.fields.all": ("Toutes", "All"),
    "compare.earlier": ("Déplacer avant", "Move before"),
    "compare.later": ("Déplacer après", "Move after"),
    "compare.out": ("Retirer de la comparaison", "Take out of the comparison"),
    "compare.clear": ("Vider le panier", "Empty the basket"),
    "compare.keep": ("Mettre ces cas dans mon panier", "Put these cases in my basket"),
    "compare.kept": ("Ces cas sont dans votre panier.", "These cases are in your basket."),
    "compare.more": ("{n} de plus", "{n} more"),
    "compare.citation": ("Référence {n}", "Reference {n}"),
    "compare.references": ("Références", "References"),
    "compare.consulted": ("consulté le {day}", "consulted on {day}"),
    "compare.sheet": ("fiche de la bibliothèque", "sheet of the library"),
    "compare.open_case": ("Ouvrir la fiche", "Open the case"),
    "compare.source": ("Source", "Source"),
    "compare.source.where": ("{field}, {case}", "{field}, {case}"),
    "compare.original": ("En français dans la fiche :", "In French in the case:"),
    "compare.dossier": ("Emporter le dossier", "Carry the dossier away"),
    "compare.dossier.what": (
        "Une synthèse, ce tableau, une fiche par cas, les références numérotées avec leur lien et leur date de "
        "consultation, et ce qui a produit le dossier.",
        "A summary, this table, a sheet for each case, the numbered references with their links and the day they were "
        "consulted, and what made the dossier.",
    ),
    "compare.dossier.title": ("Titre du dossier", "Title of the dossier"),
    "compare.dossier.default": ("Dossier de précédents", "Dossier of precedents"),
    "compare.note": ("Votre note", "Your note"),
    "compare.note.hint": (
        "Elle ouvre le dossier, telle que vous l'écrivez. Elle reste dans cet onglet jusque-là.",
        "It opens the dossier, as you write it. Until then it stays in this tab.",
    ),
    "compare.form.docx": ("Word (.docx)", "Word (.docx)"),
    "compare.form.odt": ("LibreOffice (.odt)", "LibreOffice (.odt)"),
    "compare.form.markdown": ("Markdown", "Markdown"),
    "compare.form.csv": ("Tableau (.csv)", "Table (.csv)"),
    "compare.form.json": ("JSON", "JSON"),
    "compare.made": (
        "Le dossier est prêt : regardez vos téléchargements.",
        "The dossier is ready: see your downloads.",
    ),
}
