package dev.holdfast.backup.postgres.internal.connect;

import dev.holdfast.backup.spi.NeededService;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.postgresql.Driver;

/** Tells at which addresses a server is looked for, as the driver reads the settings, with those of a service file. */
public final class ServerAddresses {

    private ServerAddresses() {}

    /**
     * Tells.
     *
     * @param settings where the database is
     * @return the addresses; empty if the settings name a service that is not known
     */
    public static List<NeededService> of(ConnectionSettings settings) {
        Properties read = Driver.parseURL(DriverProperties.url(settings), new Properties());
        if (read == null) {
            return List.of();
        }
        String[] hosts = read.getProperty("PGHOST", "localhost").split(",");
        String[] ports = read.getProperty("PGPORT", "5432").split(",");
        List<NeededService> addresses = new ArrayList<>();
        for (int i = 0; i < hosts.length; i++) {
            String host = hosts[i].replace("[", "").replace("]", "");
            addresses.add(new NeededService.AtAddress(host, Integer.parseInt(ports[Math.min(i, ports.length - 1)])));
        }
        return addresses;
    }
}
