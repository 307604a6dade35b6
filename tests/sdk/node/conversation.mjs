// The scripted conversation every SDK holds, and what is expected of the answers.
import assert from "node:assert/strict";
import test from "node:test";

export const GATEWAY = process.env.GATEWAY_URL;
const MOCK = process.env.MOCK_URL;
export const KEY = "sdk-key";

// Who answers: each dialect, over sockets (the lab's mock) and in process (the sandbox).
export const OPENAI_PROVIDERS = ["mock-openai", "sandbox-openai"];
export const ANTHROPIC_PROVIDERS = ["mock-anthropic", "sandbox-anthropic"];
export const MOCKS = ["mock-openai", "mock-anthropic"];
export const PROVIDERS = [...OPENAI_PROVIDERS, ...ANTHROPIC_PROVIDERS];

export const HELLO = "Hello!";
export const WHY = "Why is the sky blue?";
// The sandbox calls the tool once for each city it reads.
export const WEATHER_QUESTION = "What is the weather in Paris and Tokyo?";
export const CITIES = ["Paris", "Tokyo"];
export const WEATHER = { Paris: "18 degrees", Tokyo: "25 degrees" };
export const TOOL = "get_weather";
export const TOOL_TEXT = "The weather of a city";
export const TOOL_SCHEMA = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
  additionalProperties: false,
};
export const IMAGE_URL = "https://example.com/cat.png";
// A picture of one dot.
export const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGA" +
  "hKmMIQAAAABJRU5ErkJggg==";
// The provider sends the beginning of its text, then nothing, and stays connected.
export const STALLED = "~mock:fault=stall-body;after=6~ Why is the sky blue?";
// The provider sends events one by one, and half way an error.
export const BREAKS = "~mock:fault=error-event;interval=20ms~ Why is the sky blue?";
export const NOBODY = "nobody-serves-this";

// One test for each of the providers, by default for every one.
export function testEach(name, providers, run) {
  for (const provider of providers) {
    test(`${name} [${provider}]`, () => run(`${provider}/small`, provider));
  }
}

export async function mockStats() {
  return (await fetch(MOCK + "/_mock/stats")).json();
}

// The body of the last request that reached the mock.
export async function lastRequest() {
  const text = await (await fetch(MOCK + "/_mock/last")).text();
  return JSON.parse(text.slice(text.indexOf("\r\n\r\n") + 4));
}

// Fails unless the mock sees within a second that its caller hung up while `leave` ran.
export async function expectAbort(leave) {
  const { aborted_by_peer: before } = await mockStats();
  await leave();
  const begun = performance.now();
  while ((await mockStats()).aborted_by_peer === before) {
    assert.ok(performance.now() - begun < 1000, "the provider did not see its caller hang up");
  }
}

// Asks 20 questions at once; each answer must be to its own question.
export async function expectNoMixUp(ask) {
  const numbers = Array.from({ length: 20 }, (_, index) => index * 7919);
  const answers = await Promise.all(numbers.map((number) => ask(`What is number ${number}?`)));
  answers.forEach((answer, index) => {
    assert.ok(answer.includes(`number ${numbers[index]}"`), answer);
    assert.ok(answer.endsWith("nothing was spent."), answer);
  });
}
