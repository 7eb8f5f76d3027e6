// Buttons within markup: a click on [data-act] goes to Python with what the button is about and the value it stands
// for; what Python answers is shown on the buttons and beside them. One component serves a whole page, where a widget
// for every button of every card took most of the time that a page needs.
export default function ({ data, setTriggerValue }) {
  const each = (name, act, show) =>
    document.querySelectorAll(`[data-${name}="${act}"]`).forEach((one) => show(one, one.dataset.of))
  for (const [act, values] of Object.entries(data.pressed)) {
    each("act", act, (button, of) => button.setAttribute("aria-pressed", String(values[of] === button.dataset.value)))
  }
  for (const [act, words] of Object.entries(data.said)) {
    each("said", act, (place, of) => { place.textContent = words[of] ?? "" })
  }

  // page.js passes the clicks on, and keeps one that came before this was loaded.
  const hear = (button) => {
    if (!data.acts.includes(button.dataset.act)) return
    setTriggerValue("act", { act: button.dataset.act, of: button.dataset.of, value: button.dataset.value ?? "" })
  }
  window.casebaseHear = hear
  const waiting = window.casebaseWaiting
  window.casebaseWaiting = null
  if (waiting?.isConnected) hear(waiting)
  return () => { if (window.casebaseHear === hear) window.casebaseHear = null }
}
