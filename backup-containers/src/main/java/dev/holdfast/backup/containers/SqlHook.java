package dev.holdfast.backup.containers;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.containers.internal.sql.SqlLifecycle;
import dev.holdfast.backup.containers.internal.sql.Statements;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A hook that executes SQL before and after a phase, such as {@code CHECKPOINT}, or a flag that makes an application read-only. Immutable.
 *
 * <pre>{@code
 * SqlHook.named("read-only")
 *         .url("jdbc:postgresql://db/shop")
 *         .login("maintenance", password)
 *         .before("UPDATE settings SET read_only = true")
 *         .after("UPDATE settings SET read_only = false");
 * }</pre>
 *
 * <p>Each statement commits by itself. Those after are executed whatever became of those before: also if these failed, or were never begun because the
 * process was killed, and again if nobody could note that they were executed. So they have to be ones that do no harm when there is nothing to take
 * back, or when they come twice. The JDBC driver comes from the class path.
 */
public final class SqlHook extends SettingsHook {

    static final String TYPE = "sql";

    static final String URL = "url";
    static final String USER = "user";
    static final String PASSWORD = "password";
    static final String BEFORE = "before";
    static final String AFTER = "after";

    private SqlHook(String name, Settings settings) {
        super(TYPE, name, settings);
    }

    /**
     * Begins a definition; {@link #url}, and {@link #before} or {@link #after}, must follow.
     *
     * @param name the hook's name
     * @return a definition without statements
     * @throws ConfigurationException {@code HF-CFG-001} if the name is not valid
     */
    public static SqlHook named(String name) {
        return new SqlHook(name, Settings.none());
    }

    static SqlHook of(String name, Settings settings) {
        SqlHook hook = new SqlHook(name, settings);
        hook.statements();
        return hook;
    }

    /**
     * Names the database.
     *
     * @param url as its JDBC driver wants it, without a password
     * @return a copy
     */
    public SqlHook url(String url) {
        return new SqlHook(name, settings.with(URL, url));
    }

    /**
     * Names the user.
     *
     * @param user the user
     * @param password the password; undo records keep its reference, if it has one, and never the password
     * @return a copy
     */
    public SqlHook login(String user, Secret password) {
        return new SqlHook(name, settings.with(USER, user).with(PASSWORD, password));
    }

    /**
     * Gives the statements before the phase.
     *
     * @param sql the statements, each by itself
     * @return a copy
     */
    public SqlHook before(String... sql) {
        return new SqlHook(name, settings.with(BEFORE, List.of(sql)));
    }

    /**
     * Gives the statements after the phase.
     *
     * @param sql the statements, each by itself
     * @return a copy
     */
    public SqlHook after(String... sql) {
        return new SqlHook(name, settings.with(AFTER, List.of(sql)));
    }

    /**
     * Opens the hook; nothing is executed before it is entered.
     *
     * @throws ConfigurationException {@code HF-HOK-035} if there is no statement, or no database
     */
    @Override
    public LifecycleHook open() {
        return new SqlLifecycle(name, TYPE, settings, statements());
    }

    private Statements statements() {
        Map<String, String> login = new LinkedHashMap<>();
        settings.text(USER).ifPresent(user -> login.put("user", user));
        settings.text(PASSWORD).ifPresent(password -> login.put("password", password));
        Statements statements =
                new Statements(settings.text(URL).orElse(""), login, settings.texts(BEFORE), settings.texts(AFTER));
        if (statements.url().isEmpty()
                || (statements.before().isEmpty() && statements.after().isEmpty())) {
            throw new ConfigurationException(
                    Failure.of("HF-HOK-035", "hook " + name + " names no statement, or no database")
                            .hint("Give a url, and statements as before, as after, or both.")
                            .with("hook", name));
        }
        return statements;
    }
}
