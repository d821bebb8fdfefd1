// Signs in by password, call and code with a client whose types are the OpenAPI document's, and says what it knows then.
import createClient from "openapi-fetch";
import type { components, paths } from "./voice";

const client = createClient<paths>({ baseUrl: "/" });
const [email, password, code] = ["email", "password", "code"].map((id) => document.getElementById(id) as HTMLInputElement);
const said = document.getElementById("said")!;
let header: { "Sign-In-Token": string };

const on = (id: string, click: () => Promise<string>) => document.getElementById(id)!.addEventListener("click", async () => {
  said.textContent = await click();
});

const sentence = (problem: components["schemas"]["ProblemAnswer"]) => `${problem.code}: ${problem.detail ?? problem.title}`;

on("sign-in", async () => {
  const { data, error } = await client.POST("/voice/sign-in", { body: { email: email.value, password: password.value } });
  if (error) {
    return sentence(error);
  }
  if (!data || !("signInToken" in data)) {
    return "signed in without a second step";
  }
  header = { "Sign-In-Token": data.signInToken };
  const call = await client.POST("/voice/sign-in/call", { params: { header } });
  return call.error ? sentence(call.error) : `calling ${call.data.phoneNumber}`;
});

on("enter", async () => {
  const { data, error } = await client.POST("/voice/sign-in/code", { params: { header }, body: { code: code.value, rememberDevice: false } });
  if (error) {
    return sentence(error);
  }
  const account = await client.GET("/voice/account", { headers: { Authorization: `Bearer ${data?.accessToken}` } });
  return account.error ? sentence(account.error) : `signed in, ${account.data.phoneNumber}, second factor ${account.data.isSecondFactorOn}`;
});
