// What scripts add. Without them everything works too: the server answers a second click, and says how long to wait.

// --- A form is sent once: a second click would cut off the answer to the first one, and with it the log-in ---

addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
  }
  form.dataset.sent = "yes";
});

addEventListener("pageshow", () => {
  for (const form of document.forms) {
    delete form.dataset.sent; // the page was left and came back as it was
  }
});

// --- The wait for the next call is counted down, and its button is off until then ---

const note = document.querySelector("[data-wait-seconds]");

if (note) {
  const button = document.getElementById("call-again");
  const text = note.querySelector("[data-wait-text]");
  let ends = Date.now() + Number(note.dataset.waitSeconds) * 1000;

  const say = (seconds) => seconds === 1 ? "1 second"
    : seconds < 120 ? `${seconds} seconds`
    : seconds < 7200 ? `${Math.ceil(seconds / 60)} minutes`
    : `${Math.ceil(seconds / 3600)} hours`;

  const tick = () => {
    const left = Math.ceil((ends - Date.now()) / 1000);
    button.disabled = left > 0;
    if (left > 0) {
      text.textContent = say(left);
      return;
    }
    clearInterval(timer);
    note.remove();
    document.querySelector("[data-wait-over]").textContent = "You can ask for another call now.";
  };

  const timer = setInterval(tick, 1000);
  tick();
  addEventListener("nextcall", (event) => {
    ends = Date.now() + event.detail * 1000;
    tick();
  });
}

// --- How the call is going is said as it happens. The words are the server's: its page is read again, and what it says is shown ---

const call = document.querySelector("[data-call-events]");

if (call) {
  const message = document.getElementById("call-message");
  const { callEvents, callSaidBy } = call.dataset;
  const events = new EventSource(callEvents);
  call.remove(); // the link is for those without scripts

  const showAgain = async () => {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const said = page.getElementById("call-message");
    if (said && said.textContent !== message.textContent) {
      message.className = said.className;
      message.textContent = said.textContent;
    }
    if (!page.getElementById("call-again")) {
      document.getElementById("call-again")?.form.remove(); // another call would reach nobody
    }
  };

  events.addEventListener("status", async (event) => {
    const { state, isOver, answeredFor, nextCallIn } = JSON.parse(event.data);
    if (isOver) {
      events.close();
    }
    if (state === "answered") {
      setTimeout(showAgain, (Number(callSaidBy) - answeredFor) * 1000 + 200);
    }
    if ((state === "busy" || state === "rejected") && nextCallIn !== null) {
      dispatchEvent(new CustomEvent("nextcall", { detail: nextCallIn }));
    }
    await showAgain();
  });
}
