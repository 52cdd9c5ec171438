#!/usr/bin/env node
/** Whether the program on this PORT can do its work: exit code 0 when it can, 1 with what it says when it cannot. */
const address = `http://127.0.0.1:${process.env.PORT || 3000}/health/ready`;
try {
  const answer = await fetch(address, { signal: AbortSignal.timeout(2_500) });
  if (!answer.ok) {
    process.stderr.write(`${address}: ${answer.status} ${await answer.text()}\n`);
    process.exitCode = 1;
  }
} catch (error) {
  process.stderr.write(`${address}: ${error.cause?.code ?? error.message}\n`);
  process.exitCode = 1;
}
