// Three things that markup alone cannot do. Nothing here holds text from documents.
(() => {
  document.documentElement.lang = "zh-CN"
  if (window.casebase) return
  window.casebase = true

  // A link inside the application changes the address and lets Streamlit follow it, as its own back button does,
  // so that the page is not loaded anew. Clicks with a modifier, and browsers without scripts, open it as any link.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-inside]")
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    const [from, to] = [location.href, link.href].map((href) => new URL(href).searchParams)
    const elsewhere = ["page", "doc", "q"].some((name) => from.get(name) !== to.get(name))
    history.pushState(null, "", link.href)
    window.dispatchEvent(new PopStateEvent("popstate"))
    if (elsewhere) document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0)
  })

  // On a plain http address in an office network there is no navigator.clipboard.
  const copyOldWay = (text) => {
    const area = document.createElement("textarea")
    area.value = text
    area.style.position = "fixed"
    area.style.opacity = "0"
    document.body.append(area)
    area.select()
    const done = document.execCommand("copy")
    area.remove()
    return done
  }
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text)
      return true
    } catch {
      return copyOldWay(text)
    }
  }
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("button[data-copy]")
    if (!button) return
    const text = button.closest("[data-copies]").querySelector("pre").textContent
    const before = button.textContent
    button.textContent = (await copy(text)) ? button.dataset.done : button.dataset.failed
    setTimeout(() => { button.textContent = before }, 1600)
  })

  // An open menu closes on a click elsewhere and on Escape.
  const closeMenus = (except) =>
    document.querySelectorAll("details.menu[open]").forEach((menu) => menu !== except && (menu.open = false))
  document.addEventListener("click", (event) => closeMenus(event.target.closest?.("details.menu")))
  document.addEventListener("keydown", (event) => event.key === "Escape" && closeMenus(null))

  // Streamlit may still be drawing when the reader asks for a place: wait for it to appear and to stand still.
  window.casebaseShow = (id) => {
    let last = null, steady = 0, tries = 0
    const look = () => {
      const target = document.getElementById(id)
      const top = target ? target.getBoundingClientRect().top : null
      steady = top !== null && top === last ? steady + 1 : 0
      last = top
      if (steady >= 2) {
        target.scrollIntoView({ block: "center" })
        document.getElementById("here")?.scrollIntoView({ block: "nearest" })
      }
      if (steady < 4 && ++tries < 60) setTimeout(look, 60)
    }
    look()
  }
})()
