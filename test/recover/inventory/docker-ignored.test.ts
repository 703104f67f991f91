import { expect, test } from 'vitest';
import { keptOutOfImages } from '../../../src/recover/inventory/docker-ignored.ts';

test('files that a .dockerignore beside a Dockerfile names, and no patterns', () => {
  const files = ['stock/Dockerfile', 'stock/.dockerignore', 'stock/client.js', 'orders/.dockerignore', 'orders/try.ts'];
  const found = keptOutOfImages(files, (file) =>
    file.startsWith('stock') ? 'src\n*.ts\n/client.js\n!app.js\n' : 'try.ts',
  );
  expect([...found]).toEqual(['stock/client.js']);
});
