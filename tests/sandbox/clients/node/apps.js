// Two Bolt apps, one over HTTP and one in Socket Mode, and a Web API client that calls what it is told, line by line.
"use strict";
const readline = require("node:readline");
const { App, ExpressReceiver, LogLevel } = require("@slack/bolt");
const { WebClient } = require("@slack/web-api");

const { SLACK_API_URL, SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET } = process.env;
const clientOptions = { slackApiUrl: SLACK_API_URL };
const client = new WebClient(SLACK_BOT_TOKEN, { ...clientOptions, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true });

const tell = (news) => process.stdout.write(`@@${JSON.stringify(news)}\n`);
const plain = (text) => ({ type: "plain_text", text });

const FORM = {
  type: "modal",
  callback_id: "form",
  title: plain("Form"),
  submit: plain("Send"),
  blocks: [{ type: "input", block_id: "words", label: plain("Words"), element: { type: "plain_text_input", action_id: "words" } }],
};

function listen(app, name) {
  app.command("/hi", async ({ ack, command }) => ack({
    text: `${name} heard ${command.text}`,
    blocks: [{ type: "actions", elements: [{ type: "button", action_id: "press", text: plain("Press") }] }],
  }));
  app.command("/later", async ({ ack, respond }) => {
    await ack();
    await respond({ response_type: "in_channel", text: `${name} answers later` });
  });
  app.action("press", async ({ ack, body, client: web }) => {
    await web.views.open({ trigger_id: body.trigger_id, view: FORM });
    await ack();
  });
  app.view("form", async ({ ack, view }) => {
    const said = view.state.values.words.words.value;
    if (said.length < 3) await ack({ response_action: "errors", errors: { words: "Too short." } });
    else await ack();
  });
  app.event("app_mention", async ({ event, say }) => say({ text: `${name}: you named me`, thread_ts: event.ts }));
  app.shortcut("remember", async ({ ack, shortcut, client: web }) => {
    await ack();
    await web.chat.postMessage({ channel: shortcut.user.id, text: `${name} remembers` });
  });
}

async function call({ method, args }) {
  if (method === "filesUploadV2") return client.filesUploadV2(args);
  if (method === "paginate") {
    const pages = [];
    for await (const page of client.paginate(args.method, args.args)) pages.push(page);
    return pages;
  }
  const own = method.split(".").reduce((place, part) => place?.[part], client);
  return own ? own(args) : client.apiCall(method, args); // one that is younger than this client
}

async function main() {
  const receiver = new ExpressReceiver({ signingSecret: SLACK_SIGNING_SECRET });
  const overHttp = new App({ token: SLACK_BOT_TOKEN, receiver, clientOptions, logLevel: LogLevel.ERROR });
  const overSocket = new App({
    token: SLACK_BOT_TOKEN, appToken: SLACK_APP_TOKEN, socketMode: true, clientOptions, logLevel: LogLevel.ERROR,
  });
  listen(overHttp, "http");
  listen(overSocket, "socket");
  const [server] = await Promise.all([overHttp.start({ port: 0, host: "127.0.0.1" }), overSocket.start()]);
  tell({ ready: true, port: server.address().port });
  for await (const line of readline.createInterface({ input: process.stdin })) {
    try {
      tell({ answer: await call(JSON.parse(line)) });
    } catch (failed) {
      tell({ failed: failed.message, code: failed.code, data: failed.data, retryAfter: failed.retryAfter });
    }
  }
  await Promise.all([overHttp.stop(), overSocket.stop()]);
  process.exit(0);
}

main().catch((failed) => { console.error(failed); process.exit(1); });
