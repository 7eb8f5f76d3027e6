// Buttons within markup: a click on [data-act] goes to Python with what the button is about and the value it stands
// for; what Python answers is shown on the buttons and beside them. One component serves a whole page, where a widget
// for every button of every card took most of the time that a page needs.
const leaving = new WeakMap()

export default function ({ data, setTriggerValue, parentElement }) {
  const each = (name, act, show) =>
    document.querySelectorAll(`[data-${name}="${act}"]`).forEach((one) => show(one, one.dataset.of))
  for (const [act, values] of Object.entries(data.pressed)) {
    each("act", act, (button, of) => button.setAttribute("aria-pressed", String(values[of] === button.dataset.value)))
  }
  for (const [act, words] of Object.entries(data.said)) {
    each("said", act, (place, of) => { place.textContent = words[of] ?? "" })
  }

  leaving.get(parentElement)?.()
  const listen = (event) => {
    const button = event.target.closest?.("button[data-act]")
    if (!button || !data.acts.includes(button.dataset.act)) return
    setTriggerValue("act", { act: button.dataset.act, of: button.dataset.of, value: button.dataset.value ?? "" })
  }
  document.addEventListener("click", listen)
  const leave = () => document.removeEventListener("click", listen)
  leaving.set(parentElement, leave)
  return leave
}
