// Two texts side by side: a click on a match, or on its number, brings both places into view. Nothing here holds text
// from documents.
(() => {
  if (window.casebaseSides) return
  window.casebaseSides = true
  const boxes = () => [...document.querySelectorAll(".texts .text")]

  // Within its own box only: the page stays where it is.
  const bring = (box, target) => {
    const from = box.getBoundingClientRect(), to = target.getBoundingClientRect()
    box.scrollTo({ top: box.scrollTop + to.top - from.top - box.clientHeight / 3 })
  }
  const show = (number) => {
    document.querySelectorAll(".texts .now").forEach((one) => one.classList.remove("now"))
    document.querySelectorAll(`.texts .tag[data-match="${number}"]`).forEach((one) => one.classList.add("now"))
    let found = 0
    for (const box of boxes()) {
      const marks = box.querySelectorAll(`mark.m-${number}`)
      marks.forEach((one) => one.classList.add("now"))
      if (!marks.length) continue
      bring(box, marks[0])
      found += 1
    }
    document.querySelectorAll(".numbers [data-match]").forEach((one) => {
      one.setAttribute("aria-pressed", String(Number(one.dataset.match) === number))
    })
    return found
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-match]")
    const mark = event.target.closest?.(".texts mark")
    const named = mark && [...mark.classList].find((one) => /^m-\d+$/.test(one))
    const number = button ? Number(button.dataset.match) : named ? Number(named.slice(2)) : 0
    if (number) show(number)
  })

  // Streamlit may still be drawing when a match is asked for.
  window.casebaseMatch = (number) => {
    let tries = 0
    const look = () => { if (show(number) < 2 && ++tries < 60) setTimeout(look, 60) }
    look()
  }
})()
