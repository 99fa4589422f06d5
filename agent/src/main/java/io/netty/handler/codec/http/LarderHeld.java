package io.netty.handler.codec.http;

import io.netty.channel.ChannelPromise;

/**
 * What a program has written and is not passed on yet.
 *
 * @param promise of the program
 */
record LarderHeld(Object message, ChannelPromise promise) {}
