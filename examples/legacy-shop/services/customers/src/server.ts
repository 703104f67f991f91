import express from 'express';
import mongoose from 'mongoose';
import { customers } from './routes/customers';

const app = express();
app.use(express.json());
app.use('/customers', customers);

async function start(): Promise<void> {
  await mongoose.connect(process.env.MONGO_URL ?? 'mongodb://localhost:27017/customers');
  app.listen(3003);
}

void start();
