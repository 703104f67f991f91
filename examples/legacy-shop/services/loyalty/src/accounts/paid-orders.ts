import { Injectable, OnModuleInit } from '@nestjs/common';
import { connect } from 'amqplib';
import { AccountsService } from './accounts.service';

@Injectable()
export class PaidOrders implements OnModuleInit {
  constructor(private readonly accounts: AccountsService) {}

  async onModuleInit() {
    const connection = await connect(process.env.AMQP_URL ?? 'amqp://localhost');
    const channel = await connection.createChannel();
    await channel.assertExchange('shop', 'topic', { durable: true });
    await channel.assertQueue('loyalty.paid-orders', { durable: true });
    await channel.bindQueue('loyalty.paid-orders', 'shop', 'order.paid');
    await channel.consume('loyalty.paid-orders', async (message) => {
      if (message === null) return;
      const { customerId, total } = JSON.parse(message.content.toString());
      await this.accounts.add(customerId, Math.floor(total / 10));
      channel.ack(message);
    });
  }
}
