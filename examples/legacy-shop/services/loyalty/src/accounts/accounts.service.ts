import { Injectable } from '@nestjs/common';
import { PrismaService } from '../prisma.service';

@Injectable()
export class AccountsService {
  constructor(private readonly prisma: PrismaService) {}

  async get(customerId: string) {
    const account = await this.prisma.account.findUnique({ where: { customerId } });
    return { points: account?.points ?? 0 };
  }

  async add(customerId: string, points: number) {
    await this.prisma.account.upsert({
      where: { customerId },
      create: { customerId, points },
      update: { points: { increment: points } },
    });
  }
}
