import { HttpService } from '@nestjs/axios';
import { HttpException, HttpStatus, Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { firstValueFrom } from 'rxjs';
import type { ChargeRequest } from './charges.controller';

@Injectable()
export class ChargesService {
  constructor(
    private readonly http: HttpService,
    private readonly config: ConfigService,
  ) {}

  async charge({ customerId, amount }: ChargeRequest) {
    const customers = this.config.get<string>('CUSTOMERS_URL');
    const { data: credit } = await firstValueFrom(
      this.http.get<{ limit: number }>(`${customers}/customers/${customerId}/credit`),
    );
    if (credit.limit < amount) throw new HttpException('over the credit limit', HttpStatus.PAYMENT_REQUIRED);

    const processor = this.config.getOrThrow<string>('CARD_PROCESSOR_URL');
    const { data } = await firstValueFrom(
      this.http.post<{ id: string }>(`${processor}/v1/charges`, { customerId, amount }, { timeout: 8000 }),
    );
    return { id: data.id };
  }
}
