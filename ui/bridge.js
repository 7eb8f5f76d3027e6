// Buttons within markup: a click on [data-act] goes to Python with what the button is about and the value it stands
// for; what Python answers is shown on the buttons. One component serves a whole page, where a widget for every button
// of every card took most of the time that a page needs.
const mounted = new WeakMap()

export default function ({ data, setTriggerValue, parentElement }) {
  const show = () => {
    for (const [act, states] of Object.entries(data.states)) {
      for (const button of document.querySelectorAll(`[data-act="${act}"]`)) {
        const state = states[button.dataset.of]
        button.setAttribute("aria-pressed", state === undefined ? "false" : String(state === button.dataset.value))
        const said = button.parentElement.querySelector("[data-said]")
        if (said) said.textContent = state === undefined ? "" : said.dataset.said
      }
    }
  }
  show()
  mounted.get(parentElement)?.()
  const listen = (event) => {
    const button = event.target.closest?.("button[data-act]")
    if (!button || !Object.hasOwn(data.states, button.dataset.act)) return
    setTriggerValue("act", { act: button.dataset.act, of: button.dataset.of, value: button.dataset.value ?? "" })
  }
  document.addEventListener("click", listen)
  const leave = () => document.removeEventListener("click", listen)
  mounted.set(parentElement, leave)
  return leave
}
