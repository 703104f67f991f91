import { serveJobs } from '../platform/worker-thread.ts';
import { jobs } from './jobs.ts';

serveJobs(jobs);
