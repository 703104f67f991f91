import { serveJobs } from '../../src/worker-thread.ts';
import { jobs } from './cpu-jobs.ts';

serveJobs(jobs);
