// What scripts add. Without them everything works too: the server answers a second click, and says how long to wait.
// The words are the server's, in the reader's language.

const fill = (words, value) => words.replace("{0}", value);
const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

// --- Times of day are the browser's own ---

const ofDay = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const clock = new Intl.DateTimeFormat(document.documentElement.lang, ofDay);
const calendar = new Intl.DateTimeFormat(document.documentElement.lang, { month: "long", day: "numeric", ...ofDay });
const halfADay = 12 * 60 * 60 * 1000;

function showTimes(part) {
  for (const time of part.querySelectorAll("main time[datetime]:not([data-day])")) {
    const moment = new Date(time.dateTime);
    time.textContent = (Math.abs(moment - Date.now()) > halfADay ? calendar : clock).format(moment);
  }
}

showTimes(document);

// --- A form is sent once: a second click would cut off the answer to the first one, and with it the sign-in ---

addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  const button = event.submitter ?? form.querySelector("button");
  const busy = button?.dataset.busy ?? form.dataset.busy;
  if (event.defaultPrevented || !button) {
    return;
  }
  form.dataset.sent = "yes";
  button.setAttribute("aria-disabled", "true");
  if (busy) {
    button.dataset.name = button.textContent;
    button.textContent = busy;
  }
});

addEventListener("pageshow", () => {
  // The page was left and came back as it was.
  for (const form of document.forms) {
    delete form.dataset.sent;
  }
  for (const button of document.querySelectorAll("button[data-name]")) {
    button.textContent = button.dataset.name;
    button.removeAttribute("aria-disabled");
  }
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// --- The code page: what can be done now is the server's word. Its page is read again when something changes, and the parts that differ are shown ---

const notice = document.getElementById("code-notice");

if (notice) {
  const parts = ["code-notice", "code-entry", "code-again"];
  // What was counted down when another part of the page changed goes on.
  const begun = new WeakMap();
  let timers = [];

  // What is read while a form is on its way would overwrite what the answer to it says.
  let reading;
  const isSent = () => [...document.forms].some((form) => form.dataset.sent);
  addEventListener("submit", () => {
    if (isSent()) {
      reading?.abort();
    }
  });

  const showAgain = async () => {
    if (isSent()) {
      return;
    }
    reading = new AbortController();
    try {
      // As a reread: its answer sets no cookie.
      const answer = await fetch(location.href, { redirect: "manual", headers: { "X-Reread": "yes" }, signal: reading.signal });
      if (answer.type === "opaqueredirect") {
        location.reload(); // there is nothing to wait for any more
        return;
      }
      if (!answer.ok) {
        throw new Error(`HTTP status ${answer.status}`);
      }
      show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      if (!isSent()) {
        tryLater();
      }
    }
  };

  const show = (page) => {
    let isFocusLost = false;
    for (const id of parts) {
      const [old, now] = [document.getElementById(id), page.getElementById(id)];
      if (old && now && old.dataset.part !== now.dataset.part) {
        isFocusLost ||= old.contains(document.activeElement) && old !== document.activeElement;
        old.replaceChildren(...now.childNodes);
        old.dataset.part = now.dataset.part;
      }
    }
    showTimes(document);
    start();
    if (isFocusLost) {
      (document.querySelector("#code-entry input.code, #again") ?? notice).focus();
    }
    if (!page.querySelector("[data-call-events]")) {
      stopListening();
    }
  };

  const begin = (element, seconds) => {
    if (!begun.has(element)) {
      begun.set(element, { name: element.textContent, ends: performance.now() + seconds * 1000 });
    }
    return begun.get(element);
  };

  // --- The wait for the next call is counted down inside its button ---

  const start = () => {
    timers.forEach(clearInterval);
    timers = [];
    const again = document.getElementById("again");
    const wait = Number(again?.dataset.waitSeconds ?? 0);
    if (wait > 0) {
      const { name, ends } = begin(again, wait);
      const tick = () => {
        const left = Math.ceil((ends - performance.now()) / 1000);
        if (left > 0) {
          again.setAttribute("aria-disabled", "true");
          again.textContent = left < 120 ? fill(again.dataset.wait, left) : fill(again.dataset.waitMinutes, minutes(left));
          return;
        }
        clearInterval(timer);
        delete again.dataset.waitSeconds;
        again.removeAttribute("aria-disabled");
        again.textContent = name;
        document.getElementById("again-wait").textContent = again.dataset.ready;
      };
      const timer = setInterval(tick, 1000);
      timers.push(timer);
      again.form.addEventListener("submit", (event) => {
        if (again.hasAttribute("aria-disabled")) {
          event.preventDefault(); // its name and description say how long
        }
      });
      tick();
    }

    // --- The life of the code ticks, is warned of, and ends with the field ---

    const life = document.getElementById("code-life");
    if (life) {
      const code = begin(life, Number(life.dataset.codeSeconds));
      const tick = () => {
        const left = Math.ceil((code.ends - performance.now()) / 1000);
        life.querySelector("[data-ticks]").textContent = left > 0 ? fill(life.dataset.left, minutes(left)) : "";
        life.classList.toggle("soon", left <= 60);
        const warning = life.querySelector("[role=status]");
        if (left <= 60 && !warning.textContent) {
          warning.textContent = life.dataset.soon;
        }
        if (left < 0) {
          clearInterval(timer);
          if (!code.isOver) {
            code.isOver = true; // asked once, whatever the server's clock says
            showAgain();
          }
        }
      };
      const timer = setInterval(tick, 1000);
      timers.push(timer);
      tick();
    }
  };

  // --- How the call is going is said as it happens ---

  const call = document.getElementById("code-events");
  let events;
  let isOver = !call;
  let later;

  const stopListening = () => {
    isOver = true;
    events?.close();
    clearTimeout(later);
    if (call) {
      call.hidden = true;
    }
  };

  // While nothing comes by itself, the link is there, and the page is read again now and then.
  const tryLater = () => {
    if (call) {
      call.hidden = false;
    }
    clearTimeout(later);
    later = setTimeout(() => {
      if (!isOver) {
        listen();
      }
      showAgain();
    }, 15000);
  };

  const listen = () => {
    if (!call.dataset.callEvents) {
      // Nobody is signed in, so nothing comes by itself: while the call goes on, the page is read again.
      clearTimeout(later);
      later = setTimeout(() => {
        showAgain();
        if (!isOver) {
          listen();
        }
      }, performance.now() < 90000 ? 3000 : 15000); // by then it has been answered, or nobody says how it went
      return;
    }
    events?.close();
    events = new EventSource(call.dataset.callEvents);
    events.addEventListener("open", () => { call.hidden = true; });
    events.addEventListener("status", (event) => {
      const status = JSON.parse(event.data);
      if (status.isOver) {
        isOver = true;
        events.close();
      }
      if (status.state === "answered") {
        setTimeout(showAgain, (Number(call.dataset.callSaidBy) - status.answeredFor) * 1000 + 200);
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

  start();
  if (call) {
    call.hidden = true; // it is for those without scripts
    listen();
  }
}

// --- A passkey is asked for, or made, and its answer is sent with the form ---

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    const credential = form.elements.Credential;
    if (credential.value) {
      return; // answered: the form goes
    }
    event.preventDefault();
    if (form.dataset.asking) {
      return; // a second click would take the first one's question away
    }
    form.dataset.asking = "yes";
    const failed = form.querySelector("[data-failed]");
    failed.textContent = "";
    try {
      const answer = await fetch(form.dataset.options, { method: "POST", body: new FormData(form) });
      if (answer.redirected) {
        location.reload(); // the password is asked for first
        return;
      }
      const options = await answer.json();
      const key = form.dataset.passkey === "get"
        ? await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })
        : await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
      credential.value = JSON.stringify(key);
      form.requestSubmit();
    } catch {
      failed.textContent = failed.dataset.failed;
    } finally {
      delete form.dataset.asking;
    }
  });
}
