// A DEVELOPMENT AID, never part of the build: puts the in-memory stand-in under /api/v1 of Vite's
// own servers, with the strict Content-Security-Policy that the page must live with.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Plugin } from 'vite';
import { WebSocketServer, type WebSocket } from 'ws';
import { type MockAnswer, MockWorld } from './mock-api.ts';

const root = '/api/v1';
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

interface Host {
  middlewares: { use: (handler: (request: IncomingMessage, response: ServerResponse, next: () => void) => void) => void };
  httpServer: { on: (event: 'upgrade', handler: (request: IncomingMessage, socket: Duplex, head: Buffer) => void) => unknown } | null;
}

export function mockApi(): Plugin {
  return {
    name: 'timewright-mock-api',
    configureServer: (server) => attach(server as unknown as Host, false),
    configurePreviewServer: (server) => attach(server as unknown as Host, true),
  };
}

function attach(host: Host, strict: boolean): void {
  const world = new MockWorld();
  host.middlewares.use((request, response, next) => {
    if (!request.url?.startsWith(root)) {
      // Vite's development server injects its own inline code, so the policy is for the build.
      if (strict) response.setHeader('Content-Security-Policy', policy);
      return next();
    }
    void answer(world, request, response);
  });
  const sockets = new WebSocketServer({ noServer: true });
  host.httpServer?.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname !== `${root}/feed`) return;
    const missed = world.since(url.searchParams.get('since') ?? '');
    if (!world.session(request.headers) || !missed) {
      socket.end(`HTTP/1.1 ${missed ? '401 Unauthorized' : '410 Gone'}\r\nConnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (open) => follow(world, open, missed));
  });
}

function follow(world: MockWorld, socket: WebSocket, missed: unknown[]): void {
  const send = (frame: unknown) => socket.send(JSON.stringify(frame));
  missed.forEach(send);
  const unwatch = world.watch(send);
  const heartbeat = setInterval(() => send({ type: 'heartbeat', cursor: world.cursor }), 15_000);
  socket.on('close', () => {
    unwatch();
    clearInterval(heartbeat);
  });
}

async function answer(world: MockWorld, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const made: MockAnswer = world.handle({
    method: request.method ?? 'GET',
    path: url.pathname.slice(root.length),
    query: url.searchParams,
    headers: request.headers,
    body: text === '' ? null : JSON.parse(text),
  });
  const type = made.status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(made.status, { ...made.headers, 'Content-Type': type });
  response.end(made.body === undefined ? undefined : JSON.stringify(made.body));
}
