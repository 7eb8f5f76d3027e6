// What markup alone cannot do. Nothing here holds text from documents.
(() => {
  if (window.casebase) return
  window.casebase = true
  const app = () => document.querySelector("[data-testid=stApp]")
  const content = () => document.querySelector(".st-key-content")
  const root = document.documentElement

  // The masthead says in which language and in which colours the page came. Streamlit keeps its own choice of colours
  // in the browser, and reads it while loading: where the two differ, its choice is set and the page loaded once more.
  const { language, theme } = document.querySelector(".masthead").dataset
  root.lang = language
  root.dataset.theme = theme
  const kept = `stActiveTheme-${location.pathname}-v2`
  const kepts = (chosen) => JSON.stringify({ light: "Light", dark: "Dark" }[chosen] ?? "System")
  try {
    if ((localStorage.getItem(kept) ?? kepts("system")) === kepts(theme)) sessionStorage.removeItem("casebase-theme")
    else if (sessionStorage.getItem("casebase-theme") !== theme) {
      sessionStorage.setItem("casebase-theme", theme) // once: should Streamlit change its ways, pages must not load for ever
      localStorage.setItem(kept, kepts(theme))
      location.reload()
    }
  } catch { /* a browser that keeps nothing: the system's colours */ }

  // The switches of the masthead: a cookie, which the server reads when the page is loaded anew.
  document.addEventListener("click", (event) => {
    const option = event.target.closest?.("button[data-cookie]")
    if (!option) return
    const { cookie, value } = option.dataset
    const path = new URL("./", location.href).pathname
    const secure = location.protocol === "https:" ? "; Secure" : ""
    document.cookie = `${cookie}=${value}; Path=${path}; Max-Age=31536000; SameSite=Strict${secure}`
    if (cookie === "casebase-theme") {
      try { localStorage.setItem(kept, kepts(value)) } catch { /* then the load that follows sees to it */ }
    }
    location.reload()
  })

  // Where a link inside has led: what is read out and reached with the next Tab is the heading of what came, however
  // late that is, and for a while also of what is drawn in its place. Whoever has gone on to do something else, or has
  // gone to another control, is left alone.
  const FOLLOWED = 15000 // milliseconds after the first arrival: later redrawing is no longer the link's doing
  let leaving = null, before = null, ran = false, until = 0
  const headed = () => content()?.querySelector("h1") ?? content()?.querySelector(".count, .state h2, h2")
  const leave = (link) => {
    leaving = link
    before = headed()
    ran = false
    until = 0
    drawing.observe(document.body, { childList: true, subtree: true })
  }
  const stay = () => {
    leaving = before = null
    drawing.disconnect()
  }
  const arrive = () => {
    if (!leaving || app()?.dataset.testScriptState !== "notRunning") return // what is there may be half of it
    if (until && performance.now() > until) return stay()
    const busy = document.activeElement
    const gone = !busy || busy === document.body || busy === leaving || busy.dataset.arrived
    if (!gone) return stay()
    const heading = headed()
    if (!heading || (heading === before && !ran)) return // still that of the page one is leaving
    if (heading !== before) until ||= performance.now() + FOLLOWED
    if (heading === busy) return
    heading.dataset.arrived = "true"
    focusOn(heading)
  }
  const drawing = new MutationObserver(arrive)
  const bare = ["Control", "Shift", "Alt", "AltGraph", "Meta", "CapsLock"] // what makes a screen reader be quiet
  const acted = ({ target, key }) => {
    if (leaving && !leaving.contains(target) && !bare.includes(key)) stay()
  }
  for (const act of ["keydown", "pointerdown", "click", "drop"]) document.addEventListener(act, acted, true)
  document.addEventListener("focusin", ({ target }) => {
    if (leaving && until && target !== leaving && !target.dataset.arrived) stay()
  })
  const focusOn = (target) => {
    if (!target) return
    if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1")
    target.focus({ preventScroll: true })
  }
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("a[data-skip]")) return
    event.preventDefault()
    focusOn(content())
    content()?.scrollIntoView()
  })

  const follow = () => {
    const state = app()?.dataset.testScriptState // "rerunRequested" stands between the two
    ran = true
    content()?.setAttribute("aria-busy", String(state === "running"))
    if (state !== "notRunning") return
    arrive()
    const now = placeOf(location.href)
    if (now === place) return
    place = now
    if (now.startsWith("round")) toTop()
  }
  // What of an address says where one is; the rest says how one looks at it. A button of an award round leads on as a
  // link does, but Python changes the address.
  const placeOf = (href) => {
    const given = new URL(href).searchParams
    const names = ["page", "doc", "q", "id", "n", "round", "number", "criterion", "with"]
    return names.map((name) => given.get(name) ?? "").join("\n")
  }
  const toTop = () => document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0)
  let place = placeOf(location.href)
  window.addEventListener("popstate", () => { place = placeOf(location.href) })
  // Below the body, not on the element that is there now: Streamlit may put another in its place.
  new MutationObserver(follow).observe(document.body, { attributeFilter: ["data-test-script-state"], subtree: true })

  // The motion that Streamlit gives its boxes by script ends at once for whoever asked their device for none; what a
  // style sheet moves, the one of this application stops.
  const still = matchMedia("(prefers-reduced-motion: reduce)")
  const animate = Element.prototype.animate
  Element.prototype.animate = function (...given) {
    const motion = animate.apply(this, given)
    if (still.matches && motion.effect.getComputedTiming().endTime !== Infinity) motion.finish()
    return motion
  }

  // A link inside the application changes the address and lets Streamlit follow it, as its own back button does,
  // so that the page is not loaded anew. Clicks with a modifier, and browsers without scripts, open it as any link.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-inside]")
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    const elsewhere = placeOf(location.href) !== placeOf(link.href)
    if (elsewhere) leave(link)
    else if (link !== leaving) stay()
    history.pushState(null, "", link.href)
    window.dispatchEvent(new PopStateEvent("popstate"))
    if (elsewhere) toTop()
  })

  // Buttons within markup that Python hears (ui/bridge.js); a click before the bridge is there waits for it.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-act]")
    if (!button) return
    if (window.casebaseHear) window.casebaseHear(button)
    else window.casebaseWaiting = button
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

  // "/" goes to the search box, unless one is typing something else.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (event.target.closest?.("input, textarea, select, [contenteditable=true], [role=dialog]")) return
    const box = document.querySelector(".st-key-ask input")
    if (!box) return
    event.preventDefault()
    box.focus()
    box.select()
  })

  // An open menu closes on a click elsewhere and on Escape, which puts the focus back on what opened it.
  const closeMenus = (except) =>
    document.querySelectorAll("details.menu[open]").forEach((menu) => menu !== except && (menu.open = false))
  document.addEventListener("click", (event) => closeMenus(event.target.closest?.("details.menu")))
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return
    document.activeElement?.closest?.("details.menu[open]")?.querySelector("summary").focus()
    closeMenus(null)
  })

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
