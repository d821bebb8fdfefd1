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

const again = document.getElementById("call-again");
const note = document.querySelector("[data-wait-seconds]");
let ends = 0;
let timer;

const say = (seconds) => seconds === 1 ? "1 second"
  : seconds < 120 ? `${seconds} seconds`
  : seconds < 7200 ? `${Math.ceil(seconds / 60)} minutes`
  : `${Math.ceil(seconds / 3600)} hours`;

function countDown() {
  const left = Math.ceil((ends - Date.now()) / 1000);
  again.disabled = left > 0;
  if (left > 0) {
    note.querySelector("[data-wait-text]").textContent = say(left);
    return;
  }
  clearInterval(timer);
  note.remove();
  document.querySelector("[data-wait-over]").textContent = "You can ask for another call now.";
}

function waitFor(seconds) {
  if (note?.isConnected) {
    ends = Date.now() + seconds * 1000;
    countDown();
  }
}

if (note) {
  timer = setInterval(countDown, 1000);
  waitFor(Number(note.dataset.waitSeconds));
}

// --- How the call is going is said as it happens. The words are the server's: its page is read again, and what it says is shown ---

const call = document.querySelector("[data-call-events]");

if (call) {
  const message = document.getElementById("call-message");
  const { callEvents, callSaidBy } = call.dataset;
  let events;
  let isOver = false;
  let later;

  // While nothing comes by itself, the link is there, and the page is read again now and then.
  const tryLater = () => {
    call.hidden = false;
    clearTimeout(later);
    later = setTimeout(() => {
      if (!isOver) {
        listen();
      }
      showAgain();
    }, 15000);
  };

  const showAgain = async () => {
    try {
      const answer = await fetch(location.href);
      if (!answer.ok) {
        throw new Error(`HTTP status ${answer.status}`);
      }
      show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      tryLater();
    }
  };

  const show = (page) => {
    const said = page.getElementById("call-message"); // none on the page that is shown once the log-in has lapsed
    if (said) {
      if (said.textContent !== message.textContent) {
        message.className = said.className;
        message.textContent = said.textContent;
      }
      if (!page.getElementById("call-again")) {
        removeAgain();
      }
      waitFor(Number(page.querySelector("[data-wait-seconds]")?.dataset.waitSeconds ?? 0));
    }
    if (!page.querySelector("[data-call-events]")) {
      isOver = true;
      events.close();
      clearTimeout(later);
      call.hidden = true;
    }
  };

  // Another call would reach nobody.
  const removeAgain = () => {
    const hadFocus = document.activeElement === again;
    clearInterval(timer);
    again?.form.remove();
    if (hadFocus) {
      message.tabIndex = -1;
      message.focus();
    }
  };

  const listen = () => {
    events?.close();
    events = new EventSource(callEvents);
    events.addEventListener("open", () => { call.hidden = true; });
    events.addEventListener("status", (event) => {
      const status = JSON.parse(event.data);
      if (status.isOver) {
        isOver = true;
        events.close();
      }
      if (status.state === "answered") {
        setTimeout(showAgain, (Number(callSaidBy) - status.answeredFor) * 1000 + 200);
      }
      showAgain();
    });
    events.addEventListener("error", () => {
      // The browser tries again by itself, except after an answer that was not a stream.
      if (events.readyState === EventSource.CLOSED && !isOver) {
        tryLater();
      }
    });
  };

  call.hidden = true; // it is for those without scripts
  listen();
}
