package dev.holdfast.backup.spi;

import java.util.List;

/**
 * Makes participants of one type; found by {@link java.util.ServiceLoader}, or handed over by the host.
 *
 * <ol>
 *   <li>PROVIDER-01 It has a public constructor without parameters that does nothing.
 *   <li>PROVIDER-02 {@link #type()} is a {@linkplain dev.holdfast.backup.Names name} and always the same.
 *   <li>PROVIDER-03 {@link #settings()} is always the same, has no name twice and none that is reserved: {@code type}, {@code name},
 *       {@code timeout}, {@code max-pause}, {@code on-failure}, {@code during}, {@code end-pause}.
 *   <li>PROVIDER-04 {@code create} does not open, connect or read anything; it fails with a {@link
 *       dev.holdfast.backup.ConfigurationException} if the settings do not fit together.
 *   <li>PROVIDER-05 No secret is in the text form of what it makes.
 *   <li>PROVIDER-06 What it makes has settings from which {@code create} makes an equal participant.
 *   <li>PROVIDER-07 It is registered in {@code META-INF/services} or {@code module-info}.
 * </ol>
 */
public interface Provider {

    /** {@return the type that configurations name: lower case, unique among the providers of its kind} */
    String type();

    /** {@return the settings that it understands, in the order in which documents show them} */
    default List<Setting> settings() {
        return List.of();
    }
}
