// What a reader thinks of an answer: asked for, told what is kept, sent only when agreed.

/** Listen to the forms of opinions, those that come later too; `say` tells what happened. */
export function rememberOpinions(say) {
  document.addEventListener("click", (event) => {
    const form = event.target.closest("[data-opinion]"), rate = event.target.closest("[data-rate]");
    if (!form) return;
    if (rate) show(form, rate.dataset.rate);
    if (event.target.closest("[data-unsaid]")) { show(form, ""); form.querySelector("[data-rate]").focus(); }
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-opinion]");
    if (!form) return;
    event.preventDefault();
    const rating = form.dataset.rated, given = new FormData(form);
    const reason = rating === "down" ? given.get("reason") ?? "other" : "";
    const day = new Date().toISOString().slice(0, 10);
    const opinion = { ...JSON.parse(form.dataset.about), rating, reason, comment: given.get("comment"), date: day };
    const reply = await fetch("/feedback", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(opinion),
    }).catch(() => null);
    const told = document.createElement("p");
    told.textContent = reply?.ok ? form.dataset.thanks : form.dataset.failed;
    told.tabIndex = -1;
    if (reply?.ok) form.replaceWith(told); else form.prepend(told);
    told.focus();
    say(told.textContent);
  });
}

/** Open what goes with a rating, or shut it again. */
function show(form, rating) {
  form.dataset.rated = rating;
  form.querySelector("[data-more]").hidden = !rating;
  form.querySelector("[data-reasons]").hidden = rating !== "down";
  for (const button of form.querySelectorAll("[data-rate]")) {
    button.setAttribute("aria-expanded", String(button.dataset.rate === rating));
  }
}
