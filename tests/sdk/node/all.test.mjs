// One file, so that the suites run one after the other: the mock's counters are shared.
import "./openai.mjs";
import "./anthropic.mjs";
import "./ai_sdk.mjs";
