// Somebody whose session has ended elsewhere is led to where they can sign in, instead of being told of a lost connection.
(() => {
  if (window.casebaseDoor) return;
  window.casebaseDoor = true;
  const app = document.querySelector("[data-testid=stApp]");
  const ask = async () => {
    if (app.dataset.testConnectionState === "CONNECTED") return;
    try {
      const answer = await (await fetch("./present")).text();
      if (answer === "no") location.assign("./sign-in?ended=1&next=" + encodeURIComponent(location.search.slice(1)));
    } catch { /* the server is away: Streamlit says so itself */ }
  };
  new MutationObserver(ask).observe(app, { attributeFilter: ["data-test-connection-state"] });
})();
