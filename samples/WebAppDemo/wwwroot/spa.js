// A single page that lives on the API: cookies, antiforgery, and a sign-in that waits in the page's memory.
// What it shows of a problem is the server's sentence, or its own for the problem's code.

const notice = document.getElementById("notice");
const view = document.getElementById("view");

let words = {};
let antiforgery;
let signInToken;
// Ends what the view that is left still listens to.
let leaving = new AbortController();

const say = (name, ...values) => (words[name] ?? name).replace(/\{(\d)\}/g, (_, place) => values[place]);

// --- The API ---

class Problem extends Error {
  constructor(body) {
    super(body.code);
    Object.assign(this, body);
  }

  get sentence() {
    const until = this.until
      && new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(new Date(this.until));
    return this.detail ?? (words[`problem-${this.code}`] ? say(`problem-${this.code}`, until) : say("problem"));
  }
}

async function api(method, path, body, isSecondTry = false) {
  const answer = await fetch(`/voice/${path}`, {
    method,
    headers: { ...headers(), ...(body && { "Content-Type": "application/json" }) },
    body: body && JSON.stringify(body),
  });
  if (answer.ok) {
    return answer.status === 204 ? null : answer.json();
  }
  const problem = new Problem(await answer.json().catch(() => ({})));
  if (problem.code === "antiforgery" && !isSecondTry) {
    // Another tab has signed in or out.
    await getAntiforgery();
    return api(method, path, body, true);
  }
  throw problem;
}

function headers() {
  return { [antiforgery.headerName]: antiforgery.token, ...(signInToken && { "Sign-In-Token": signInToken }) };
}

// The token belongs to who is signed in. The answer's language is the site's choice for this reader, and the page's.
async function getAntiforgery() {
  const answer = await fetch("/voice/antiforgery");
  antiforgery = await answer.json();
  return answer.headers.get("Content-Language") ?? "en";
}

// By fetch, since an EventSource sends no header, and who signs in has nothing but one.
async function* followCall(id, signal) {
  try {
    const answer = await fetch(`/voice/calls/${id}/events`, { headers: headers(), signal });
    const reader = answer.status === 200 ? answer.body.pipeThrough(new TextDecoderStream()).getReader() : null;
    let text = "";
    for (let part = await reader?.read(); part && !part.done; part = await reader.read()) {
      const events = (text + part.value).split("\n\n");
      text = events.pop();
      for (const event of events.filter((event) => /^event: ?status$/m.test(event))) {
        const status = JSON.parse(event.match(/^data: ?(.*)$/m)[1]);
        yield status;
        if (status.isOver) {
          return;
        }
      }
    }
  } catch {
    // It broke off: what follows asks.
  }
  yield* askForCall(() => api("GET", `calls/${id}`), signal);
}

async function* askForCall(ask, signal) {
  while (!signal.aborted) {
    await new Promise((done) => setTimeout(done, 2000));
    if (signal.aborted) {
      return;
    }
    const status = await ask();
    yield status;
    if (status.isOver) {
      return;
    }
  }
}

// --- What views are made of ---

function make(tag, attributes, ...content) {
  const element = /^(svg|circle|path)$/.test(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") {
      element.addEventListener(name, value);
    } else if (value !== false && value !== undefined) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...content.flat(Infinity).filter((part) => part !== undefined && part !== false));
  return element;
}

// A sign beside the colour, since not everybody sees colours.
const signs = { done: "m4.5 10.5 3.5 3.5 7.5-8", wrong: "M10 4.5v6.5M10 14.5v.5" };

function tell(tone, sentence) {
  const isWrong = tone === "wrong";
  notice.replaceChildren(make("div", { class: `notice ${tone}`, role: isWrong ? "alert" : "status" },
    make("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, make("circle", { cx: 10, cy: 10, r: 9 }), make("path", { d: signs[tone] })),
    make("p", {}, make("span", { class: "unseen" }, `${say(`tone-${tone}`)} `), sentence)));
  setTitle(isWrong);
  if (isWrong) {
    notice.focus();
  }
}

function setTitle(isWrong) {
  const title = view.querySelector("h1").textContent;
  document.title = `${isWrong ? say("error-in-title", title) : title} · ${say("site")}`;
}

function show(title, ...content) {
  leaving.abort();
  leaving = new AbortController();
  notice.replaceChildren();
  view.replaceChildren(make("section", { class: "card" }, make("h1", { tabindex: -1 }, title), content));
  setTitle(false);
  (view.querySelector("input:not([type=checkbox], [type=radio])") ?? view.querySelector("h1")).focus();
}

function field(name, label, attributes = {}, hint) {
  const id = `field-${name}`;
  return make("div", { class: "field" },
    make("label", { for: id }, label),
    hint && make("p", { class: "hint", id: `${id}-hint` }, hint),
    make("input", { id, name, required: true, "aria-describedby": hint ? `${id}-hint ${id}-error` : `${id}-error`, ...attributes }),
    make("p", { class: "error", id: `${id}-error`, hidden: true }, say("missing")));
}

const codeField = (label = say("spoken-code")) =>
  field("code", label, { class: "code", inputmode: "numeric", autocomplete: "one-time-code" });
const passwordField = () => field("password", say("password"), { type: "password", autocomplete: "current-password" });
const check = (name, label) => make("label", { class: "check" }, make("input", { type: "checkbox", name }), make("span", {}, label));
const button = (label, click, kind = "second") => make("button", { type: "button", class: kind, click: () => attempt(click) }, label);
const list = (title, ...buttons) => make("div", { class: "ways" }, title && make("h2", {}, title), make("div", { class: "actions" }, buttons));

function form(label, fields, send) {
  const submit = make("button", {}, label);
  return make("form", {
    novalidate: true,
    submit: async (event) => {
      event.preventDefault();
      if (submit.ariaDisabled) {
        return; // a second click would send it twice
      }
      if (isFilled(event.target)) {
        submit.ariaDisabled = "true";
        await attempt(() => send(Object.fromEntries(new FormData(event.target))), event.target);
        submit.ariaDisabled = null;
      }
    },
  }, fields, submit);
}

function isFilled(form) {
  const inputs = [...form.querySelectorAll("input[required]")];
  for (const input of inputs) {
    const isMissing = !input.value.trim();
    input.toggleAttribute("aria-invalid", false);
    if (isMissing) {
      input.setAttribute("aria-invalid", "true");
    }
    document.getElementById(`${input.id}-error`).hidden = !isMissing;
  }
  const missing = inputs.find((input) => input.ariaInvalid);
  missing?.focus();
  setTitle(Boolean(missing));
  return !missing;
}

// Does something, and says what is wrong with it.
async function attempt(action, form) {
  try {
    notice.replaceChildren();
    await action();
  } catch (problem) {
    if (!(problem instanceof Problem)) {
      problem = new Problem({}); // the network
    }
    if (["not-signed-in", "sign-in-ended", "invalid-token"].includes(problem.code)) {
      showSignIn();
    }
    if (/code$|^code/.test(problem.code ?? "")) {
      form?.querySelector("[name=code]")?.setAttribute("aria-invalid", "true");
    }
    tell("wrong", problem.sentence);
  }
}

// A call and how it goes, with the button for the next one. Both follow and ring belong to the view that is shown now.
function caller({ ring, follow = (call, signal) => followCall(call.callId, signal), placed }) {
  const { signal } = leaving;
  const state = make("p", { role: "status" });
  const again = button(say("call-me"), async () => {
    if (again.ariaDisabled) {
      return; // its name says how long
    }
    await begin(ring);
  });
  let timer;

  const countDown = (seconds) => {
    clearInterval(timer);
    const ends = performance.now() + seconds * 1000;
    const tick = () => {
      const left = Math.ceil((ends - performance.now()) / 1000);
      again.ariaDisabled = left > 0 ? "true" : null;
      again.textContent = left > 0 ? say("call-again-in", left) : say("call-again");
      if (left <= 0 || signal.aborted) {
        clearInterval(timer);
      }
    };
    timer = setInterval(tick, 1000);
    tick();
  };

  const begin = async (call) => {
    again.ariaDisabled = "true";
    try {
      const answer = await call();
      state.textContent = answer.outcome === "unknown" ? say("calling-unsure") : say("calling", answer.phoneNumber);
      countDown(answer.retryAfter ?? 0);
      if (answer.callId) {
        listen(answer).catch(() => {}); // how it goes is advice: without it the code is typed all the same
      }
    } catch (problem) {
      countDown(problem.retryAfter ?? 0);
      throw problem;
    }
  };

  const listen = async (call) => {
    for await (const status of follow(call, signal)) {
      if (signal.aborted) {
        return;
      }
      state.textContent = words[`state-${status.state}`] ?? state.textContent; // no news as long as it is on its way
      again.hidden = !status.canCallAgain;
      if (status.nextCallIn !== null) {
        countDown(status.nextCallIn);
      }
    }
  };

  if (placed) {
    attempt(() => begin(placed));
  }
  return { state, again };
}

// A view that has rung, and takes the code.
function showCode({ title = say("enter-code"), label, call, fields = [], ways = [], send }) {
  show(title);
  const { state, again } = caller({ placed: call.ring, ...call });
  view.firstChild.append(state, form(label, [codeField(), fields], send), again, make("p", { class: "hint" }, say("tell-nobody")), ...ways);
  view.querySelector("[name=code]").focus();
}

// --- Signing in ---

const session = "useSessionCookies=true";

function showSignIn() {
  signInToken = undefined;
  isIn(false);
  show(say("sign-in"), form(say("sign-in"), [
    field("email", say("email"), { type: "email", autocomplete: "username" }), passwordField(),
  ], async (typed) => goOn(await api("POST", `sign-in?${session}`, typed))),
  list(undefined, button(say("sign-in-by-phone"), showPhoneSignIn)));
}

function goOn(secondStep) {
  if (!secondStep) {
    return showAccount("signed-in");
  }
  signInToken = secondStep.signInToken;
  return showSecondStep(secondStep.ways[0], secondStep.ways);
}

function showSecondStep(way, ways) {
  const others = ways.filter((other) => other !== way)
    .map((other) => button(say(`way-${other}`), () => showSecondStep(other, ways)));
  const more = list(say("other-ways"), others, button(say("back-to-sign-in"), showSignIn));
  const send = (path) => async ({ rememberDevice, ...typed }) => {
    await api("POST", `sign-in/${path}?${session}`, rememberDevice ? { ...typed, rememberDevice: true } : typed);
    signInToken = undefined;
    await showAccount("signed-in");
  };
  const remember = check("rememberDevice", say("remember"));
  switch (way) {
    case "call":
      return showCode({
        label: say("sign-in"), fields: [remember], ways: [more], send: send("code"),
        call: { ring: () => api("POST", "sign-in/call") },
      });
    case "authenticator":
      return show(say("second-step"), form(say("sign-in"), [codeField(say("app-code")), remember], send("authenticator")), more);
    case "password":
      return show(say("second-step"), form(say("sign-in"), [passwordField()], send("password")), more);
    default:
      return show(say("second-step"), form(say("sign-in"), [field("code", say("recovery-code"), { autocomplete: "off" })], send("recovery-code")), more);
  }
}

function showPhoneSignIn() {
  const back = list(undefined, button(say("sign-in-by-password"), showSignIn));
  show(say("sign-in-by-phone"), make("p", {}, say("by-phone-long")), form(say("call-this-number"), [
    field("phoneNumber", say("phone-number"), { type: "tel", autocomplete: "tel" }, say("phone-hint")),
  ], async (typed) => {
    let call = await api("POST", "phone-sign-in", typed);
    const { id } = call;
    showCode({
      label: say("sign-in"), ways: [back],
      call: {
        placed: () => call,
        ring: async () => call = await api("POST", "phone-sign-in/call-again", { id }),
        follow: ({ callId }, signal) => askForCall(() => api("POST", "phone-sign-in/call-status", { id, callId }), signal),
      },
      send: async ({ code }) => {
        const { outcome, secondStep } = await api("POST", `phone-sign-in/code?${session}`, { id, code });
        await (secondStep ? goOn(secondStep) : showAccount(outcome));
      },
    });
  }), back);
}

// --- The account ---

async function showAccount(done) {
  await getAntiforgery();
  const account = await api("GET", "account");
  isIn(true);
  const row = (name, ...value) => make("div", {}, make("dt", {}, name), make("dd", {}, ...value));
  const state = (isOn) => make("span", { class: `state ${isOn ? "on" : "off"}` }, say(isOn ? "on" : "off"));
  const { phoneNumber, isPhoneConfirmed, isSecondFactorOn } = account;
  show(say("your-account"),
    make("dl", {},
      row(say("phone"), !phoneNumber ? say("none") : isPhoneConfirmed ? phoneNumber : say("not-confirmed", phoneNumber)),
      row(say("two-step"), state(isSecondFactorOn)),
      row(say("app"), state(account.hasAuthenticator)),
      row(say("codes-left"), `${account.recoveryCodesLeft}`)),
    make("div", { class: "actions" },
      button(say(phoneNumber ? "change-phone" : "add-phone"), () => showPhone(account)),
      phoneNumber && button(say("remove-phone"), () => showProof(account, {
        title: say("remove-phone"), lead: say("remove-long"), path: "phone/remove", done: () => showAccount("phone-removed"),
      })),
      isSecondFactorOn
        ? button(say("turn-off"), () => showProof(account, { title: say("turn-off"), path: "second-factor/off", done: () => showAccount("turned-off") }))
        : account.canBeCalled && button(say("turn-on"), () => showProof(account, {
          title: say("turn-on"), path: "second-factor/on", done: (made) => showCodes(made, "turned-on"),
        })),
      isSecondFactorOn && button(say("new-codes"), () => showProof(account, {
        title: say("new-codes"), path: "second-factor/recovery-codes", done: (made) => showCodes(made, "codes-made"),
      })),
      account.canBeCalled && button(say("pay"), showPay)));
  if (done) {
    tell("done", say(done));
  }
}

// What changes how one signs in takes the password, and a code where there is a factor.
function showProof(account, { title, lead, path, fields = [], done }) {
  const ways = [account.canBeCalled && "call", account.hasAuthenticator && "authenticator", account.recoveryCodesLeft > 0 && "recovery-code"]
    .filter(Boolean);
  const needsCode = account.isPhoneConfirmed || account.hasAuthenticator;
  show(title, lead && make("p", {}, lead), make("p", {}, say(needsCode ? "prove-long" : "prove-short")));
  const { state, again } = caller({ ring: () => api("POST", "account/call") });
  const call = make("div", { class: "field" }, again, state);
  const choice = make("fieldset", { change: ({ target }) => { call.hidden = target.value !== "call"; } },
    make("legend", {}, say("way")),
    ways.map((way, index) => make("label", { class: "check" },
      make("input", { type: "radio", name: "way", value: way, checked: index === 0 }), make("span", {}, say(`by-${way}`)))));
  call.hidden = ways[0] !== "call";
  const code = field("code", say("code"), { autocomplete: "one-time-code" });
  view.firstChild.append(
    form(say("continue"), [fields, passwordField(), ...(needsCode ? [choice, call, code] : [])], async ({ password, way, code, ...more }) => {
      const proof = needsCode ? { password, way, code } : { password };
      // Where only a limit denies the call, the proof was given all the same: what goes on with it is in the problem.
      await done(await api("POST", path, { ...more, proof }).catch((problem) => problem.phoneToken ? problem : Promise.reject(problem)));
    }),
    list(undefined, button(say("cancel"), () => showAccount())));
  view.querySelector("input").focus();
}

function showPhone(account) {
  showProof(account, {
    title: say(account.phoneNumber ? "change-phone" : "add-phone"),
    path: "phone/call",
    fields: [field("phoneNumber", say("phone-number"), { type: "tel", autocomplete: "tel" }, say("phone-hint"))],
    done: (call) => showCode({
      label: say("continue"),
      ways: [list(undefined, button(say("cancel"), () => showAccount()))],
      call: {
        placed: () => call instanceof Problem ? Promise.reject(call) : call,
        ring: () => api("POST", "phone/call-again", { phoneToken: call.phoneToken }),
      },
      send: async ({ code }) => {
        await api("PUT", "phone", { phoneToken: call.phoneToken, code });
        await showAccount("phone-changed");
      },
    }),
  });
}

function showCodes({ recoveryCodes }, done) {
  show(say("recovery-codes"), make("p", {}, say("keep-them")),
    make("ul", { class: "codes" }, recoveryCodes.map((code) => make("li", {}, make("code", {}, code)))),
    make("div", { class: "actions" }, button(say("kept"), () => showAccount(done), "")));
}

function showPay() {
  const action = "pay";
  showCode({
    title: say("pay"),
    label: say("continue"),
    ways: [list(undefined, button(say("cancel"), () => showAccount()))],
    call: { ring: () => api("POST", "step-up/call", { action }) },
    send: async ({ code }) => {
      await api("POST", "step-up", { action, code });
      show(say("pay"), make("p", {}, make("a", { class: "button", href: "/Pay" }, say("go-to-payment"))));
      tell("done", say("pay-open"));
    },
  });
}

// --- The frame: signing out and the language are the site's own forms ---

const post = (page, values) => fetch(page, { method: "POST", headers: headers(), body: new URLSearchParams(values), redirect: "manual" });

function isIn(isSignedIn) {
  document.getElementById("nav").replaceChildren(...(isSignedIn ? [button(say("sign-out"), async () => {
    await post("/SignOut");
    await getAntiforgery();
    showSignIn();
    tell("done", say("signed-out"));
  }, "plain")] : []));
}

async function start() {
  const language = await getAntiforgery();
  words = (await (await fetch("/spa.words.json")).json())[language];
  document.documentElement.lang = language;
  document.getElementById("skip").textContent = say("skip");
  document.getElementById("site").textContent = say("site");
  document.getElementById("nav").ariaLabel = say("account-menu");
  const other = language === "en" ? "zh-CN" : "en";
  document.getElementById("bottom").replaceChildren(make("div", { class: "language" },
    make("button", {
      class: "plain", type: "button", lang: other,
      click: async () => {
        await post("/Language", { to: other });
        location.reload();
      },
    }, say("language"))));
  await showAccount().catch((problem) => {
    showSignIn();
    if (problem.code !== "not-signed-in") {
      tell("wrong", problem.sentence ?? say("problem"));
    }
  });
}

await start();
