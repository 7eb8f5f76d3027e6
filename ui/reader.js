// What the reader needs beside page.js: which words are selected, where on the page the boxes are, keys, printing.
// Offsets count code points of the document's text. Nothing here holds text from documents.
(() => {
  if (window.casebaseReader) return
  window.casebaseReader = true
  const bar = () => document.getElementById("selection-bar")

  // A paragraph holds its text and, marked data-aside, what was put into it for reading.
  const textOf = (range) => {
    const piece = range.cloneContents()
    piece.querySelectorAll("[data-aside]").forEach((one) => one.remove())
    return [...piece.textContent]
  }
  const whole = (paragraph) => {
    const range = document.createRange()
    range.selectNodeContents(paragraph)
    return range
  }

  // The selected stretch [start, end) without white space at its ends; null where it cannot be told exactly.
  const selected = () => {
    const selection = getSelection()
    if (!selection.rangeCount || selection.isCollapsed) return null
    const range = selection.getRangeAt(0)
    let start = null, end = null
    for (const paragraph of document.querySelectorAll(".prose [data-start]")) {
      if (!range.intersectsNode(paragraph)) continue
      const all = whole(paragraph)
      const text = textOf(all), first = Number(paragraph.dataset.start)
      if (text.length !== Number(paragraph.dataset.end) - first) return null
      const before = all.cloneRange(), upto = all.cloneRange()
      const begins = paragraph.contains(range.startContainer), ends = paragraph.contains(range.endContainer)
      if (begins) before.setEnd(range.startContainer, range.startOffset)
      if (ends) upto.setEnd(range.endContainer, range.endOffset)
      let from = begins ? textOf(before).length : 0
      let to = ends ? textOf(upto).length : text.length
      while (from < to && !text[from].trim()) from += 1
      while (to > from && !text[to - 1].trim()) to -= 1
      if (from === to) continue
      start ??= first + from
      end = first + to
    }
    return start === null ? null : { start, end }
  }

  // The bar stands below the selection, or above it where there is no room.
  let chosen = null, speaking = false
  const hide = () => { if (bar() && !speaking) bar().hidden = true }
  const show = () => {
    const box = bar()
    if (!box || box.contains(document.activeElement)) return
    const now = selected()
    if (speaking && !now) return
    speaking = false
    chosen = now
    if (!chosen) return hide()
    const rects = [...getSelection().getRangeAt(0).getClientRects()].filter((one) => one.width > 0)
    if (!rects.length) return hide()
    const last = rects[rects.length - 1], first = rects[0]
    box.querySelector("[role=status]").textContent = ""
    box.hidden = false
    const { width, height } = box.getBoundingClientRect()
    const below = last.bottom + 10
    const top = below + height < innerHeight ? below : Math.max(8, first.top - height - 10)
    box.style.left = `${Math.min(Math.max(8, last.right - width / 2), innerWidth - width - 8)}px`
    box.style.top = `${top}px`
  }
  let soon = 0
  document.addEventListener("selectionchange", () => {
    clearTimeout(soon)
    soon = setTimeout(show, 220)
  })
  document.addEventListener("scroll", () => { if (!bar()?.contains(document.activeElement)) hide() }, true)
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide() })
  document.addEventListener("mousedown", (event) => {
    // A press on a button must not take the selection away before the click.
    if (event.target.closest?.("#selection-bar button")) event.preventDefault()
  })

  // Each act opens the selected words as the marked passage; what comes then is the server's, character for character.
  document.addEventListener("click", (event) => {
    const act = event.target.closest?.("[data-select]")?.dataset.select
    if (act) chosen = selected() ?? chosen // the bar may not have followed the last move of the hand yet
    if (!act || !chosen) return
    const address = new URL(location.href)
    address.searchParams.set("start", chosen.start)
    address.searchParams.set("end", chosen.end)
    for (const name of ["at", "leaf", "fix"]) address.searchParams.delete(name)
    const { start, end } = chosen
    if (address.href !== location.href) {
      history.pushState(null, "", address.href)
      window.dispatchEvent(new PopStateEvent("popstate"))
    }
    getSelection().removeAllRanges()
    if (act === "copy") speaking = true
    else hide()
    afterwards(act, `${start}-${end}`)
  })

  const afterwards = (act, span) => {
    let tries = 0
    const look = () => {
      const cited = document.querySelector(`[data-cited="${span}"]`)
      if (cited && act === "copy") return copied(cited)
      const drawn = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning"
      const target = cited && drawn && document.querySelector({
        note: `.st-key-note-at-${span} textarea`,
        collect: `.st-key-collecting-passage-${span} button`,
      }[act])
      if (target) {
        return setTimeout(() => {
          target.scrollIntoView({ block: "center" })
          target.focus({ preventScroll: true })
          if (act === "collect") target.click()
        }, 350) // the text is scrolled to the passage meanwhile
      }
      if (++tries < 200) setTimeout(look, 50)
      else speaking = false
    }
    look()
  }

  const copied = async (cited) => {
    const text = cited.querySelector("[data-copies] pre").textContent
    const said = bar()?.querySelector("[role=status]")
    let done = true
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      done = copyOldWay(text)
    }
    if (said) {
      said.textContent = done ? said.dataset.done : said.dataset.failed
      bar().hidden = false
    }
    setTimeout(() => {
      if (!speaking) return // something else was selected meanwhile
      speaking = false
      hide()
    }, done ? 1800 : 6000)
  }
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

  // j, ] lead to the next place that the question finds, k, [ to the one before; never while somebody types.
  const KEYS = { j: "next", "]": "next", k: "previous", "[": "previous" }
  document.addEventListener("keydown", (event) => {
    const name = KEYS[event.key]
    if (!name || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (event.target.closest?.("input, textarea, select, [contenteditable=true], [role=dialog], [role=listbox]")) return
    document.querySelector(`a[data-hit="${name}"]`)?.click()
  })

  document.addEventListener("click", (event) => { if (event.target.closest?.("[data-print]")) window.print() })

  // The box may come seconds after the page: on scans its place has to be found first.
  window.casebaseShowBox = (id) => {
    let tries = 0
    const look = () => {
      const box = document.getElementById(id), pane = box?.closest(".pane")
      if (pane) {
        const [inner, outer] = [box, pane].map((one) => one.getBoundingClientRect())
        const lefts = [...pane.querySelectorAll(".spot-box")].map((one) => one.getBoundingClientRect().left)
        pane.scrollTop += inner.top - outer.top - pane.clientHeight / 3
        pane.scrollLeft += Math.min(...lefts) - outer.left - 24
        if (pane.scrollHeight <= pane.clientHeight + 1) box.scrollIntoView({ block: "center" })
      } else if (++tries < 200) setTimeout(look, 100)
    }
    setTimeout(look, 120)
  }
})()
