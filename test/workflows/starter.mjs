import { spawn } from 'node:child_process';

/** Groups of what runs. */
const running = new Set();

/**
 * Starts the scripts of `shell.ts`, which runs in a process with an engine in it: the system copies the tables of its
 * memory for each process that it starts, which costs more than most scripts do. This one is small.
 */
process.on('message', ({ call, args, cwd, env, longest }) => {
  // A group of its own, so that what the script started ends with it.
  const child = spawn('bash', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let said = '';
  const answer = (rest) => {
    clearTimeout(end);
    running.delete(child.pid);
    if (process.connected) process.send({ call, said, ...rest });
  };
  const end = setTimeout(() => {
    said += `\nThis step did not end within ${longest / 1000} seconds.\n`;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, longest);
  if (child.pid !== undefined) running.add(child.pid);
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += String(chunk);
    });
  child.on('error', (error) => answer({ error: String(error) }));
  child.on('close', (code) => answer({ code: code ?? 1 }));
});

process.on('disconnect', () => {
  for (const pid of running) process.kill(-pid, 'SIGKILL');
});
