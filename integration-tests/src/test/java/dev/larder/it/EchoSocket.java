package dev.larder.it;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/** The server's side of WebSocket (RFC 6455): sends every short frame back, then closes. */
final class EchoSocket implements OriginServer.Script {

  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int CLOSE = 8;

  @Override
  public void answer(Received request, Wire wire) throws IOException, GeneralSecurityException {
    String key = request.first("sec-websocket-key") + GUID;
    byte[] hash = MessageDigest.getInstance("SHA-1").digest(key.getBytes(US_ASCII));
    wire.head(
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash));
    DataInputStream in = new DataInputStream(wire.in());
    int first;
    do {
      first = in.readUnsignedByte();
      int length = in.readUnsignedByte() & 0x7F;
      byte[] mask = in.readNBytes(4);
      byte[] payload = in.readNBytes(length);
      ByteArrayOutputStream frame = new ByteArrayOutputStream();
      frame.write(first);
      frame.write(length);
      for (int i = 0; i < length; i++) {
        frame.write(payload[i] ^ mask[i % 4]);
      }
      wire.bytes(frame.toByteArray());
    } while ((first & 0x0F) != CLOSE);
    wire.close();
  }
}
