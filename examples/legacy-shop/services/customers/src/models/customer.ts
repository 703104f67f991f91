import { model, Schema } from 'mongoose';

const schema = new Schema({
  name: { type: String, required: true },
  email: { type: String, required: true, unique: true },
  since: { type: Date, default: Date.now },
});

export const Customer = model('Customer', schema);
