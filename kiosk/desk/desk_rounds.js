// Every half-year round, the latest first. The server sends plain words.
import { keepsFocus } from "desk_lists";

export default {
  mixins: [keepsFocus],
  props: { heading: String, rows: Array, words: Object },
  template: `
    <section class="groups rounds" aria-labelledby="rounds-heading">
      <h1 id="rounds-heading" ref="heading" tabindex="-1">{{ heading }}</h1>
      <p class="explain">{{ words.explain }}</p>
      <p v-if="!rows.length" class="nothing">{{ words.nothing }}</p>
      <table v-else role="table" aria-labelledby="rounds-heading">
        <thead role="rowgroup">
          <tr role="row"><th v-for="column in words.columns" :key="column" scope="col" role="columnheader">{{ column }}</th></tr>
        </thead>
        <tbody role="rowgroup">
          <tr v-for="row in rows" :key="row.uid" role="row" :data-uid="row.uid">
            <th scope="row" role="rowheader"><a class="link" :href="'/desk/rounds/' + row.uid">{{ row.name }}</a></th>
            <td role="cell">{{ row.period }}</td>
            <td role="cell">{{ row.until }}</td>
            <td role="cell">{{ row.wishes }}</td>
            <td role="cell"><span class="tag quiet">{{ row.stage }}</span></td>
          </tr>
        </tbody>
      </table>
    </section>`,
};
