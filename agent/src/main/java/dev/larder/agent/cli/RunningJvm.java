package dev.larder.agent.cli;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import java.io.IOException;
import java.nio.file.Path;

/** Reaches other JVMs. It can't be loaded where the module {@code jdk.attach} is missing. */
final class RunningJvm {

  private RunningJvm() {}

  /**
   * Whether a process is a JVM of this user that can be listed. To ask for its attention, a process
   * is sent a signal that would end one that is no JVM.
   */
  static boolean isOne(String pid) {
    return VirtualMachine.list().stream().map(VirtualMachineDescriptor::id).anyMatch(pid::equals);
  }

  /**
   * Loads an agent into a JVM.
   *
   * @throws IOException if that is impossible
   */
  static void load(String pid, Path jar, String arguments) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(pid);
      try {
        machine.loadAgent(jar.toString(), arguments);
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException | AgentLoadException | AgentInitializationException e) {
      throw new IOException("Process " + pid + " takes no agent: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IOException("Process " + pid + " can't be reached: " + e.getMessage(), e);
    }
  }
}
