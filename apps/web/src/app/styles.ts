/**
 * The component library's styles, of the components the first page uses; what is loaded later brings its own. All of
 * them are in a cascade layer, so that the order in which they arrive does not matter: ours always win.
 */
import '@mantine/core/styles/baseline.layer.css';
import '@mantine/core/styles/default-css-variables.layer.css';
import '@mantine/core/styles/global.layer.css';
import '@mantine/core/styles/UnstyledButton.layer.css';
import './tokens.css';
