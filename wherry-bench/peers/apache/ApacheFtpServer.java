import java.util.List;
import org.apache.ftpserver.ConnectionConfigFactory;
import org.apache.ftpserver.DataConnectionConfigurationFactory;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.ConcurrentLoginPermission;
import org.apache.ftpserver.usermanager.impl.WritePermission;

/** Apache FtpServer without limits and delays, and with a thread for each of 256 transfers. */
final class ApacheFtpServer {

  public static void main(String[] args) throws Exception {
    ConnectionConfigFactory connections = new ConnectionConfigFactory();
    connections.setAnonymousLoginEnabled(true);
    connections.setMaxLogins(10_000);
    connections.setMaxAnonymousLogins(10_000);
    connections.setLoginFailureDelay(0);
    connections.setMaxThreads(256);

    DataConnectionConfigurationFactory data = new DataConnectionConfigurationFactory();
    data.setPassivePorts(System.getenv("PASSIVE_LOW") + "-" + System.getenv("PASSIVE_HIGH"));
    data.setIdleTime(3600);

    ListenerFactory listener = new ListenerFactory();
    listener.setServerAddress(System.getenv("HOST"));
    listener.setPort(Integer.parseInt(System.getenv("PORT")));
    listener.setIdleTimeout(0);
    listener.setDataConnectionConfiguration(data.createDataConnectionConfiguration());

    BaseUser anonymous = new BaseUser();
    anonymous.setName("anonymous");
    anonymous.setHomeDirectory(System.getenv("ROOT"));
    anonymous.setMaxIdleTime(0);
    anonymous.setAuthorities(
        List.of(new WritePermission(), new ConcurrentLoginPermission(0, 0)));

    FtpServerFactory server = new FtpServerFactory();
    server.setConnectionConfig(connections.createConnectionConfig());
    server.addListener("default", listener.createListener());
    server.getUserManager().save(anonymous);
    server.createServer().start();
  }
}
