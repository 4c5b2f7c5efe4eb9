import ssh2 from 'ssh2';

export interface QuizServer {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * An SSH server that lets in whoever answers its questions (keyboard-interactive, RFC 4256). What
 * PAM modules of the field ask is not installed where tests run; this asks the same way.
 */
export function startQuizServer(quiz: {
  title: string;
  instructions: string;
  fields: { label: string; echo: boolean }[];
  answers: string[];
}): Promise<QuizServer> {
  const { private: hostKey } = ssh2.utils.generateKeyPairSync('ed25519');
  const clients = new Set<ssh2.Connection>();
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
    clients.add(client);
    client.on('error', () => {});
    client.on('close', () => clients.delete(client));
    client.on('authentication', (context) => {
      if (context.method !== 'keyboard-interactive') {
        context.reject(['keyboard-interactive']);
        return;
      }
      const prompts = quiz.fields.map(({ label, echo }) => ({ prompt: label, echo }));
      context.prompt(prompts, quiz.title, quiz.instructions, (answers) => {
        if (JSON.stringify(answers) === JSON.stringify(quiz.answers)) context.accept();
        else context.reject(['keyboard-interactive']);
      });
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address ? address.port : 0,
        async stop() {
          for (const client of clients) client.end();
          await new Promise<void>((done) => server.close(() => done()));
        },
      });
    });
  });
}
