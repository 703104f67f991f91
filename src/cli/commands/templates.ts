import type { Command } from 'commander';
import { addExamples } from '../own-examples.ts';

/** `archwright templates`: what `generate` writes from, for people who want to replace a part of it. */
export function define(command: Command): void {
  command
    .command('list', { isDefault: true })
    .description('List the templates, and which of them yours take the place of')
    .argument('[dir]', 'folder with archwright.yaml', '.')
    .option('--json', 'as JSON')
    .action(async (dir: string, options: { json?: true }) => {
      (await import('../run-templates.ts')).listTemplates(dir, options);
    });
  command
    .command('show <template>')
    .description('Print one of our templates')
    .action(async (template: string) => {
      (await import('../run-templates.ts')).showTemplate(template);
    });
  command
    .command('copy <template>')
    .description('Copy one of our templates into your folder of templates, to change it there')
    .option('--dir <dir>', 'folder with archwright.yaml', '.')
    .option('--to <folder>', 'folder of templates, relative to archwright.yaml (default: the first one that it names)')
    .action(async (template: string, options: { dir: string; to?: string }) => {
      (await import('../run-templates.ts')).copyTemplate(template, options);
    });
  command
    .command('data [service]')
    .description('Print what templates may speak of, as JSON: of a service, or of the system')
    .option('--dir <dir>', 'folder with archwright.yaml', '.')
    .action(async (service: string | undefined, options: { dir: string }) => {
      (await import('../run-templates.ts')).printData(service, options);
    });
  command
    .command('check')
    .description('Check your templates: that they render, and which variables they have')
    .argument('[dir]', 'folder with archwright.yaml', '.')
    .action(async (dir: string) => {
      (await import('../run-templates.ts')).checkTemplates(dir);
    });
  addExamples(command, examples);
}

const examples = [
  'archwright templates list',
  'archwright templates copy service/Dockerfile.hbs --to templates',
  'archwright templates data orders',
  'archwright templates check',
];
